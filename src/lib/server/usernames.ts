import { createHash } from 'node:crypto';

/**
 * The key under which a username is one person's, however it is spelled: `Ada`, `ada` and `ａｄａ`
 * have the same. NFKC, then full case folding, then NFKC again, because folding can take apart what
 * NFKC had put together (Unicode Standard, D145–D147).
 */
export function canonical(username: string): string {
	const key = [...username.trim().normalize('NFKC')].map(fold).join('').normalize('NFKC');
	// 150 ligatures can unfold to more than an index entry of PostgreSQL holds (2,704 bytes).
	return Buffer.byteLength(key) <= 2_000
		? key
		: `sha256:${createHash('sha256').update(key).digest('hex')}`;
}

// Going through upper case folds ß to ss and ς to σ as CaseFolding.txt does. One letter at a time,
// since lower-casing a word makes its last Σ a ς. The dotless ı is a letter of its own.
function fold(letter: string): string {
	return letter === 'ı' ? letter : letter.toUpperCase().toLowerCase();
}
