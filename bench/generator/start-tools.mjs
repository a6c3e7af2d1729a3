// Program: from the start of the process to a ready tool set, and to its list. First argument: the compiled project.
import { pathToFileURL } from 'node:url';

const [folder, kind] = process.argv.slice(2);
const load = (file) => import(pathToFileURL(`${folder}/${file}`).href);
const backend = { baseUrl: 'http://127.0.0.1:9' };

async function makeTools() {
  if (kind === 'generated') return (await load('generated/index.js')).createTools({ backend });
  const [{ compileTools }, { endpoints }] = await Promise.all([import('mcp-rest-proxy'), load('endpoints.js')]);
  return compileTools(endpoints, { backend });
}

const tools = await makeTools();
const ready = performance.now();
const list = JSON.stringify(tools.list({ subject: 'bench', issuer: 'bench', scopes: 'all', claims: {} }));
console.log(JSON.stringify({ ready, listed: performance.now(), tools: tools.definitions.length, bytes: list.length }));
await tools.close();
