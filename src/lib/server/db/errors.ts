/** This error, what caused it, what caused that, and so on down. */
export function* causes(error: unknown): Generator<Error> {
	for (let each = error; each instanceof Error; each = each.cause) yield each;
}

/** The code of the PostgreSQL or socket error at the bottom of this one, if there is one. */
export function errorCode(error: unknown): string | undefined {
	for (const each of causes(error)) {
		if ('code' in each && typeof each.code === 'string') return each.code;
	}
}

/** True if PostgreSQL itself said no, so that it is there. */
export function isFromServer(error: unknown): boolean {
	for (const each of causes(error)) if ('severity' in each) return true;
	return false;
}
