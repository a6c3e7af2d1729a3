/** What a person is told once the proxy listens. */
export interface AnnouncementFacts {
  /** Base URL of the proxy, as clients reach it. */
  readonly url: string;
  readonly backendUrl: string;
  /** Folder of the graphs, when they are on this machine. */
  readonly dataDir?: string;
  /** True when clients must send a key. */
  readonly needsKey: boolean;
}

const placeholder = 'YOUR-KEY';

/** Everything needed to connect, ready to paste. Keys are never printed. */
export function announcement(facts: AnnouncementFacts): string {
  const { url, needsKey } = facts;
  const header = needsKey ? ` --header "Authorization: Bearer ${placeholder}"` : '';
  return `
FalkorDB for MCP clients is ready.

  Streamable HTTP   ${url}/mcp
  SSE               ${url}/sse/
  Health            ${url}/health
  Backend           ${facts.backendUrl}
${facts.dataDir === undefined ? '' : `  Graphs are kept   ${facts.dataDir}\n`}
Claude Desktop: Settings > Developer > Edit Config, then start it again.

${indent(claudeDesktop(`${url}/sse/`, 'sse-only', needsKey))}

  The same over Streamable HTTP: ${JSON.stringify(bridge(`${url}/mcp`, 'http-only', needsKey))}

Claude Code:

  claude mcp add --transport http falkordb ${url}/mcp${header}

MCP Inspector, on the command line:

  npx -y @modelcontextprotocol/inspector --cli ${url}/mcp --transport http${header} --method tools/list

See it at work:  npm run try${needsKey ? '  (with PROXY_API_KEY set to one of the keys)' : ''}
Stop:            Ctrl-C
`;
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
