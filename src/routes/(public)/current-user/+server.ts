import { json } from '@sveltejs/kit';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = ({ locals: { user } }) =>
	json({
		user: user && { id: user.id, username: user.username, is_active: user.isActive }
	});
