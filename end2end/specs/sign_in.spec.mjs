// Who signs in, how, and what they see: by password and with a real provider of identity.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";

import { findings } from "../fixtures/axe.mjs";
import { openPage, startBrowser } from "../fixtures/browser.mjs";
import { startProvider } from "../fixtures/identity.mjs";
import { picture } from "../fixtures/picture.mjs";
import { startServer } from "../fixtures/server.mjs";

const PASSWORD = "lianqin-try-it-2026";

let provider;
let directory;
let server;
let browser;
before(async () => {
	provider = await startProvider({
		wang: { email: "wang@example.org", email_verified: true },
		unchecked: { email: "wang@example.org", email_verified: false },
		stranger: { email: "stranger@example.org", email_verified: true },
	});
	directory = await mkdtemp(join(tmpdir(), "lianqin-oidc-"));
	const config = join(directory, "lianqin.toml");
	await writeFile(config, provider.settings);
	server = await startServer({ own: true, args: ["--incidents", "0", "--pace", "0", "--config", config] });
	provider.trust(server.url);
	await promisify(execFile)(
		server.program,
		["person", "add", "wang.fang", "--name", "王芳", "--email", "Wang@example.org", "--role", "supervisor"].concat([
			"--region",
			"999001",
			"--data-dir",
			server.dataDir,
		]),
		{ env: server.env },
	);
	browser = await startBrowser();
});
after(async () => {
	await browser?.close();
	await server?.stop();
	await provider?.stop();
	if (directory) await rm(directory, { recursive: true, force: true });
});

/** A page of its own browser context, at this address. */
async function open(path, options) {
	const { page, problems } = await openPage(browser, `${server.url}${path}`, options);
	return { page, problems };
}

/** Signs in at the provider, which asks for a name and then for consent. */
async function confirmAt(page, name) {
	await page.locator('input[name="login"]').fill(name);
	await page.locator('input[name="password"]').fill("anything");
	await page.locator('button[type="submit"], input[type="submit"]').first().click();
	await page.locator('button[type="submit"], input[type="submit"]').first().click();
}

for (const javaScriptEnabled of [true, false]) {
	test(`a demo account signs in, works and signs out again, ${javaScriptEnabled ? "with" : "without"} script`, async () => {
		const { page, problems } = await open("/account", { javaScriptEnabled });
		assert.match(page.url(), /\/sign-in\?next=%2Faccount$/, "first things first");
		const told = await page.locator("main").innerText();
		assert.ok(told.includes("supervisor") && told.includes(PASSWORD), "a made-up district says how to try it");
		await page.locator('input[name="login"]').fill("supervisor");
		await page.locator('input[name="password"]').fill(PASSWORD);
		await page.locator('main form button').first().click();
		await page.waitForURL(`${server.url}/account`);
		assert.match(await page.locator("main").innerText(), /督查员/);
		await page.locator('header form[action="/sign-out"] button').click();
		await page.waitForURL(`${server.url}/sign-in`);
		await page.goto(`${server.url}/desk`);
		assert.match(page.url(), /\/sign-in/);
		assert.deepEqual(problems, []);
		await page.context().close();
	});
}

test("a wrong password is told beside the form, and the login stays", async () => {
	const { page } = await open("/en/sign-in");
	await page.locator('input[name="login"]').fill("supervisor");
	await page.locator('input[name="password"]').fill("not it");
	await page.locator('main form button').first().click();
	await page.waitForSelector('[role="alert"]');
	assert.match(await page.locator('[role="alert"]').innerText(), /not right/);
	assert.equal(await page.locator('input[name="login"]').inputValue(), "supervisor");
	assert.equal(await page.locator('input[name="password"]').inputValue(), "");
	await page.context().close();
});

test("whom a provider vouches for comes to where they wanted, by an address it has checked", async () => {
	const { page } = await open("/sign-in?next=/account");
	await page.locator('a[href^="/sign-in/gov"]').click();
	await page.waitForURL(`${provider.issuer}/**`);
	await confirmAt(page, "wang");
	await page.waitForURL(`${server.url}/account`);
	assert.match(await page.locator("main").innerText(), /王芳/);
	await page.context().close();
});

for (const name of ["unchecked", "stranger"]) {
	test(`a provider's word makes no account: ${name}`, async () => {
		const { page } = await open("/en/sign-in");
		await page.locator('a[href^="/en/sign-in/gov"]').click();
		await page.waitForURL(`${provider.issuer}/**`);
		await confirmAt(page, name);
		await page.waitForURL(`${server.url}/sign-in/gov/return?**`);
		assert.match(await page.locator('[role="alert"]').innerText(), /没有对应的账号/);
		await page.goto(`${server.url}/desk`);
		assert.match(page.url(), /\/sign-in/);
		await page.context().close();
	});
}

test("a way that was begun in another browser leads nowhere", async () => {
	const begun = await fetch(`${server.url}/sign-in/gov`, { redirect: "manual" });
	const at = new URL(begun.headers.get("location"));
	assert.equal(at.searchParams.get("code_challenge_method"), "S256");
	assert.ok(at.searchParams.get("nonce") && at.searchParams.get("state"));
	const [way] = begun.headers.get("set-cookie").split(";");
	const back = async (state, cookie) => {
		const address = `${server.url}/sign-in/gov/return?code=invented&state=${state}`;
		return (await fetch(address, { headers: cookie ? { cookie } : {}, redirect: "manual" })).status;
	};
	assert.equal(await back(at.searchParams.get("state")), 403, "no cookie");
	assert.equal(await back("other", way), 403, "another state");
	assert.equal(await back(at.searchParams.get("state"), way), 403, "a code the provider never gave");
});

test("the forms of accounts fit a phone and pass axe", async () => {
	const found = [];
	for (const viewport of [
		{ width: 390, height: 844 },
		{ width: 1440, height: 1000 },
	]) {
		for (const colorScheme of ["light", "dark"]) {
			const { page } = await open("/sign-in", { viewport, colorScheme });
			const look = async (path) => {
				await page.goto(`${server.url}${path}`);
				for (const finding of await findings(page)) found.push(`${path} at ${viewport.width}: ${finding}`);
				await picture(page, `${path}-${viewport.width}-${colorScheme}`);
			};
			await look("/sign-in");
			await page.locator('input[name="login"]').fill("admin");
			await page.locator('input[name="password"]').fill(PASSWORD);
			await page.locator('main form button').first().click();
			await page.waitForURL(`${server.url}/desk`);
			for (const path of ["/desk", "/account", "/password", "/admin/people", "/en/admin/people"]) await look(path);
			await page.context().close();
		}
	}
	assert.deepEqual(found, []);
});
