// Runs browser specs against one demo server: `node end2end/run.mjs SPEC...`.
//
// Every spec can also be run alone (`node --test end2end/specs/X.spec.mjs`) and then starts a server of
// its own; sharing one saves making the district once per file.
import { spawn } from "node:child_process";

import { startServer } from "./fixtures/server.mjs";

const server = await startServer();
const runner = spawn(
	process.execPath,
	["--test", "--test-reporter=spec", "--test-concurrency=1", ...process.argv.slice(2)],
	{ stdio: "inherit", env: { ...process.env, LIANQIN_E2E_URL: server.url } },
);
const code = await new Promise((done) => runner.once("exit", (code) => done(code ?? 1)));
await server.stop();
process.exit(code);
