import {
	aMember,
	aPassword,
	comeBack,
	expect,
	nav,
	signIn,
	signOut,
	signUp,
	test,
	uniquely
} from '../support/journey';

test('somebody signs up, leaves, and signs in again', async ({ page }) => {
	await page.goto('/');
	await nav(page).getByRole('link', { name: 'Sign up' }).click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Create account');
	const ada = await signUp(page);
	await expect(page).toHaveURL('/');
	await expect(nav(page).getByRole('link', { name: 'Login' })).toHaveCount(0);

	await signOut(page);
	await expect(page).toHaveURL('/');
	await expect(nav(page)).not.toContainText(ada);
	await expect(nav(page).getByRole('link', { name: 'Sign up' })).toBeVisible();

	await nav(page).getByRole('link', { name: 'Login' }).click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Sign in');
	await signIn(page, `  ${ada.toUpperCase()} `);
	await expect(nav(page)).toContainText(`Signed in as ${ada}`);
});

test('the nav is right in the first byte', async ({ page }) => {
	const { username } = await aMember(uniquely('ada'));
	await page.goto('/login');
	await signIn(page, username);
	await expect(nav(page)).toContainText(`Signed in as ${username}`);

	const html = await (await page.request.get('/', { headers: { accept: 'text/html' } })).text();
	expect(html).toContain(username);
	expect(html).not.toContain('>Login<');
});

test('a wrong password and an unknown name get the same words', async ({ page }) => {
	const { username } = await aMember(uniquely('ada'));
	for (const name of [username, uniquely('nobody')]) {
		await page.goto('/login');
		await signIn(page, name, 'not the password');
		await expect(page.getByRole('alert')).toContainText('Invalid credentials');
		await expect(page).toHaveTitle(/^Error: Sign in/);
		await expect(page.getByLabel('Username')).toHaveValue(name);
		await expect(page.getByLabel('Password', { exact: true })).toHaveValue('');
	}
});

test('mistakes in signing up are told in a summary and beside their fields', async ({ page }) => {
	await page.goto('/signup');
	await page.getByLabel('Username').fill('a\u200bda');
	await page.getByLabel('Password', { exact: true }).fill('short');
	await page.getByLabel('Confirm password').fill('short');
	await page.getByRole('button', { name: 'Create account' }).click();

	await expect(page).toHaveTitle(/^Error: Create account/);
	const summary = page.getByRole('alert');
	await expect(summary.getByRole('heading')).toHaveText('There is a problem');
	const mistakes = {
		Username: 'Username contains characters that are not allowed',
		Password: 'Password must be at least 8 characters'
	};
	for (const [label, words] of Object.entries(mistakes)) {
		const field = page.getByLabel(label, { exact: true });
		await expect(field).toHaveAttribute('aria-invalid', 'true');
		await expect(field).toHaveAccessibleDescription(new RegExp(words));
		await expect(summary.getByRole('link', { name: words })).toBeVisible();
	}
	await expect(page.locator(':focus')).toContainText('There is a problem');

	await summary.getByRole('link', { name: mistakes.Password }).click();
	await expect(page.getByLabel('Password', { exact: true })).toBeFocused();
});

test('two different passwords are told at the confirmation', async ({ page }) => {
	await page.goto('/signup');
	await page.getByLabel('Username').fill(uniquely('ada'));
	await page.getByLabel('Password', { exact: true }).fill(aPassword);
	await page.getByLabel('Confirm password').fill(`${aPassword}s`);
	await page.getByRole('button', { name: 'Create account' }).click();
	const confirmation = page.getByLabel('Confirm password');
	await expect(confirmation).toHaveAccessibleDescription(/Passwords do not match/);
	await expect(confirmation).toHaveValue('');
	await page.getByRole('alert').getByRole('link', { name: 'Passwords do not match' }).click();
	await expect(confirmation).toBeFocused();
});

test('a taken name is refused, however it is spelled', async ({ page }) => {
	const { username } = await aMember(uniquely('ada'));
	await page.goto('/signup');
	await page.getByLabel('Username').fill(username.toUpperCase());
	await page.getByLabel('Password', { exact: true }).fill(aPassword);
	await page.getByLabel('Confirm password').fill(aPassword);
	await page.getByRole('button', { name: 'Create account' }).click();
	await expect(page.getByLabel('Username')).toHaveAccessibleDescription(
		/Username is already taken/
	);
});

test('who is signed in has no use for the sign-in pages', async ({ page }) => {
	await comeBack(page);
	for (const path of [
		'/login',
		'/signup',
		'/login?next=https://evil.example/',
		'/login?next=//evil.example'
	]) {
		await page.goto(path);
		await expect(page).toHaveURL('/');
	}
});
