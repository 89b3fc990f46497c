/** As many rows, of as many characters each, as the address asks for. No hooks, cookies or database. */
export function load({ url }) {
	const [rows, length, rest] = ['rows', 'length', 'rest'].map((name) =>
		Number(url.searchParams.get(name))
	);
	return {
		rows: Array.from({ length: rows }, (_, id) => ({ id, text: 'x'.repeat(length) })),
		rest: 'x'.repeat(rest)
	};
}
