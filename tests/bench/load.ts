import autocannon from 'autocannon';

type Request = Pick<autocannon.Request, 'method' | 'path' | 'headers' | 'body'>;

interface Load {
	origin: string;
	/** Of one kind, or made anew each time. */
	request: Request | (() => Request);
	/** How long, or how many. */
	seconds?: number;
	amount?: number;
	/** How many ask at once, each as soon as it is answered. */
	clients?: number;
	/** What every answer must be. */
	status?: number;
}

/**
 * Asks as fast as the site answers. Gives answers per second.
 * @throws {Error} if any answer was another than it should be: failures are quick, and no measure.
 */
export async function load({ origin, request, clients = 16, status = 200, ...rest }: Load) {
	const { port, host } = new URL(origin);
	const complete = ({ headers, ...given }: Request): Request => ({
		...given,
		headers: { host, accept: 'text/html', ...headers }
	});
	const made = typeof request === 'function' ? request : null;
	const begun = performance.now();
	let ended = begun;
	const result = await new Promise<autocannon.Result>((resolve, reject) => {
		const options = {
			url: `http://127.0.0.1:${port}`,
			connections: clients,
			...(rest.amount ? { amount: rest.amount } : { duration: rest.seconds }),
			requests: made
				? [{ setupRequest: (given: Request) => Object.assign(given, complete(made())) }]
				: [complete(request as Request)]
		};
		const done = (error: unknown, all: autocannon.Result) =>
			error ? reject(error as Error) : resolve(all);
		// Its own clock ticks in whole seconds when it is told how many.
		autocannon(options, done).on('response', () => (ended = performance.now()));
	});
	const answers = Object.entries(result.statusCodeStats ?? {});
	if (result.errors || answers.some(([code]) => Number(code) !== status)) {
		const seen = answers.map(([code, { count }]) => `${count} × ${code}`).join(', ');
		throw new Error(`Instead of ${status}: ${seen}, ${result.errors} without an answer`);
	}
	return (1000 * result.requests.total) / (ended - begun);
}
