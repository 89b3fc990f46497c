import type { User } from '$lib/server/users';

declare global {
	namespace App {
		interface Locals {
			/** Names this request in the log and on error pages. */
			requestId: string;
			user: User | null;
			/** Set when the database could not answer: the page becomes a 503. */
			outage?: boolean;
		}
		interface PageData {
			flash?: import('$lib/components/Flash.svelte').Flash;
		}
		interface Error {
			message: string;
			/** The request's id, for reports of failures. */
			id?: string;
		}
		namespace Superforms {
			type Message = string;
		}
	}
}

export {};
