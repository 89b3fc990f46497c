/**
 * The policy for whatever is not a rendered page, which brings its own: files, redirects, refusals
 * and the page of last resort, whose one style sheet this is the hash of.
 */
const lastResort =
	"default-src 'none'; style-src 'sha256-TzyKxauwhgG2GdDipo12hOv94adZa4gvzQ29ipFOx1o='; img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/** What pages of this site never need, so that not even a script smuggled in could ask for it. */
const unused = ['camera', 'display-capture', 'geolocation', 'microphone', 'payment', 'usb'];

/**
 * The headers that every response of the site has: pages, errors, redirects, JSON, files, refusals.
 * @param origin the site's own
 */
export function everywhere(origin: string): Record<string, string> {
	return {
		'x-content-type-options': 'nosniff',
		// `no-referrer` would make browsers send `Origin: null` with our own forms.
		'referrer-policy': 'same-origin',
		// For browsers that do not know frame-ancestors (clickjacking).
		'x-frame-options': 'DENY',
		'content-security-policy': lastResort,
		// Pages say no-store, built files a year. Refusals and redirects would else be for a cache to judge.
		'cache-control': 'no-cache',
		'cross-origin-opener-policy': 'same-origin',
		'cross-origin-resource-policy': 'same-origin',
		'permissions-policy': unused.map((feature) => `${feature}=()`).join(', '),
		// A year. Not for subdomains: they may be somebody else's.
		...(origin.startsWith('https:') && { 'strict-transport-security': 'max-age=31536000' })
	};
}
