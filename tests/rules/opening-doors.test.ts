import { describe, expect, test } from 'vitest';
import * as doors from '../../src/lib/server/doors';

const member = { id: 1, username: 'ada', isActive: true, isSuperuser: false };
const superuser = { ...member, isSuperuser: true };

describe('a door', () => {
	test.each([
		['/(public)/login', 'welcome', 'welcome', 'welcome'],
		['/(probe)/healthz', 'welcome', 'welcome', 'welcome'],
		['/(member)/account', 'sign-in', 'welcome', 'welcome'],
		['/(administrator)/administration', 'sign-in', 'hidden', 'welcome'],
		['/(club)/new-and-not-yet-named', 'sign-in', 'hidden', 'welcome'],
		['/without-a-group', 'sign-in', 'hidden', 'welcome'],
		['/(constructor)/x', 'sign-in', 'hidden', 'welcome'],
		['/x/(public)/y', 'sign-in', 'hidden', 'welcome']
	])('at %s: visitors %s, members %s, superusers %s', (route, nobody, somebody, root) => {
		expect(doors.admit(null, route)).toBe(nobody);
		expect(doors.admit(member, route)).toBe(somebody);
		expect(doors.admit(superuser, route)).toBe(root);
	});
});
