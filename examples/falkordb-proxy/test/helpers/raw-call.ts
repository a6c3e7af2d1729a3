const META = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': {},
};

/** One HTTP answer to `tools/call`, as it came. */
export interface RawAnswer {
  readonly status: number;
  /** The whole body. */
  readonly text: string;
}

/** Calls a tool without a client in between, which would check arguments or hide what came. */
export async function rawCall(
  url: string,
  token: string | undefined,
  call: { readonly name: string; readonly arguments: unknown; readonly headers?: Readonly<Record<string, string>> },
): Promise<RawAnswer> {
  const { name, arguments: args, headers = {} } = call;
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      ...headers,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': 'tools/call',
      'mcp-name': name,
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: { name, arguments: args, _meta: META },
    }),
  });
  return { status: answer.status, text: await answer.text() };
}
