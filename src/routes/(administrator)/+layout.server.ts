/** With a slash too much it is as hidden as without: a redirect would tell that there is something. */
export const trailingSlash = 'ignore';
