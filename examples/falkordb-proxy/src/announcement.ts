/** What a person is told once the proxy listens. */
export interface AnnouncementFacts {
  /** Base URL of the proxy, as clients reach it. */
  readonly url: string;
  readonly backendUrl: string;
  /** Folder of the graphs, when they are on this machine. */
  readonly dataDir?: string;
  /** True when clients must send a key. */
  readonly needsKey: boolean;
  /** Present when clients send people to sign in here. */
  readonly signIns?: SignIns;
}

/** For a first try: who can sign in. */
export interface SignIns {
  readonly users: readonly { readonly name: string; readonly tenant: string; readonly password: string }[];
  /** An access token of the first user; undefined when nobody was made up. */
  readonly token: string | undefined;
}

const placeholder = 'YOUR-KEY';

/**
 * Everything needed to connect, ready to paste. What the configuration holds of secrets is never printed; what was made
 * up for a first try is, once, since nobody could know it otherwise.
 */
export function announcement(facts: AnnouncementFacts): string {
  const { url, needsKey, signIns } = facts;
  const header = needsKey ? ` --header "Authorization: Bearer ${placeholder}"` : '';
  return `
FalkorDB for MCP clients is ready.

  Streamable HTTP   ${url}/mcp
  SSE               ${url}/sse/
  Health            ${url}/health
  Backend           ${facts.backendUrl}
${facts.dataDir === undefined ? '' : `  Graphs are kept   ${facts.dataDir}\n`}${signIns === undefined ? '' : describeSignIns(signIns, url)}
Claude Desktop: Settings > Developer > Edit Config, then start it again.

${indent(claudeDesktop(`${url}/sse/`, 'sse-only', needsKey))}

  The same over Streamable HTTP: ${JSON.stringify(bridge(`${url}/mcp`, 'http-only', needsKey))}

Claude Code:

  claude mcp add --transport http falkordb ${url}/mcp${header}

MCP Inspector, on the command line:

  npx -y @modelcontextprotocol/inspector --cli ${url}/mcp --transport http${header} --method tools/list

See it at work:  npm run try${tryHint(facts)}
Stop:            Ctrl-C
`;
}

function tryHint({ needsKey, signIns }: AnnouncementFacts): string {
  if (signIns !== undefined) return '  (with PROXY_API_KEY set to a token)';
  return needsKey ? '  (with PROXY_API_KEY set to one of the keys)' : '';
}

function describeSignIns({ users, token }: SignIns, url: string): string {
  const [first] = users;
  if (first === undefined) return '\nClients open a browser, in which people sign in and allow them to come in.\n';
  const lines = users.map(
    ({ name, tenant, password }) => `  ${name.padEnd(8)} of ${tenant.padEnd(8)} password ${password}`,
  );
  const quick =
    token === undefined
      ? ''
      : `
A token of ${first.name} for a quick try; a fresh one: npm run token, or npm run token -- ${users.at(-1)?.name}

  ${token}

  npx -y @modelcontextprotocol/inspector --cli ${url}/mcp --transport http --header "Authorization: Bearer TOKEN" --method tools/list
`;
  return `
Clients open a browser. Sign in as one of these; each sees the graphs of the own tenant only. The passwords are made
up, and good until this program ends.

${lines.join('\n')}
${quick}`;
}

function claudeDesktop(url: string, transport: string, needsKey: boolean): string {
  const env = needsKey ? { env: { AUTHORIZATION: `Bearer ${placeholder}` } } : {};
  const falkordb = { command: 'npx', args: bridge(url, transport, needsKey), ...env };
  return JSON.stringify({ mcpServers: { falkordb } }, undefined, 2);
}

/** The header's value is in a variable, since some hosts break arguments at blanks. */
function bridge(url: string, transport: string, needsKey: boolean): string[] {
  const header = needsKey ? ['--header', `Authorization:\${AUTHORIZATION}`] : [];
  return ['-y', 'mcp-remote', url, '--transport', transport, ...header];
}

function indent(text: string): string {
  return text.replace(/^/gm, '  ');
}
