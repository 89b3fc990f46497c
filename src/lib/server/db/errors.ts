/** The code of the PostgreSQL or socket error at the bottom of this one, if there is one. */
export function errorCode(error: unknown): string | undefined {
	for (let each = error; each instanceof Error; each = each.cause) {
		if ('code' in each && typeof each.code === 'string') return each.code;
	}
}

/** True if PostgreSQL itself said no, so that it is there. */
export function isFromServer(error: unknown): boolean {
	for (let each = error; each instanceof Error; each = each.cause) {
		if ('severity' in each) return true;
	}
	return false;
}
