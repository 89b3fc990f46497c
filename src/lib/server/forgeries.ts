const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * True if another site made this browser send the request (cross-site request forgery). Browsers
 * say so in Sec-Fetch-Site, older ones in Origin. Text browsers send neither and are let through:
 * their cookie is SameSite=Lax. `Origin: null` is foreign.
 * Source: OWASP Cross-Site Request Forgery Prevention Cheat Sheet, "Fetch Metadata".
 * @param origin the site's own, from configuration and not from the Host header
 */
export function isForeign(request: Request, origin: string): boolean {
	if (safeMethods.has(request.method)) return false;
	const site = request.headers.get('sec-fetch-site');
	if (site !== null) return site !== 'same-origin' && site !== 'none';
	const sender = request.headers.get('origin');
	return sender !== null && sender !== origin;
}
