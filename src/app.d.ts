import type { IncomingMessage } from 'node:http';
import type { Logger } from 'pino';
import type { Errand } from '$lib/server/db/queues';
import type { User } from '$lib/server/users';

declare global {
	namespace App {
		interface Locals {
			/** Names this request in the log and on error pages. */
			requestId: string;
			/** The log, with this request's id on each line. */
			log: Logger;
			/** What the request asks the database for; none for probes. */
			errand?: Errand;
			user: User | null;
			session?: {
				number: number;
				/** Whether the password was asked for in the last ten minutes. */
				proven: boolean;
				/** When it was seen last, if that is an hour ago. */
				unseenSince?: Date | null;
				/** Whether its life was made longer just now. */
				renewed: boolean;
			};
			/** Set when the database could not answer, or too much is going on: the page becomes a 503. */
			outage?: boolean;
		}
		interface Platform {
			/** Absent in development. The id is given by src/server.ts. */
			req: IncomingMessage & { id?: string };
		}
		interface PageData {
			flash?: import('$lib/server/flashes').Flash;
		}
		interface Error {
			message: string;
			/** The request's id, for reports of failures. */
			id?: string;
			/** Where it is another than SvelteKit thinks: 503. */
			status?: number;
		}
		namespace Superforms {
			type Message = string;
		}
	}
}

export {};
