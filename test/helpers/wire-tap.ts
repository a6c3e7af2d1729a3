import type { AddressInfo } from 'node:net';
import { connect, createServer } from 'node:net';
import type { ExecutionContext } from 'ava';

/** One connection, in both directions, as it stood on the wire. */
export interface Tapped {
  readonly asked: string;
  readonly answered: string;
}

export interface WireTap {
  readonly port: number;
  readonly connections: readonly Tapped[];
}

/** A relay that keeps every byte. With `connection: close` a connection is one request and its answer. */
export async function startWireTap(t: ExecutionContext, target: () => number): Promise<WireTap> {
  const connections: { asked: string; answered: string }[] = [];
  const server = createServer((client) => {
    const tapped = { asked: '', answered: '' };
    connections.push(tapped);
    const backend = connect(target(), '127.0.0.1');
    client.on('data', (chunk) => {
      tapped.asked += chunk.toString('latin1');
    });
    backend.on('data', (chunk) => {
      tapped.answered += chunk.toString('latin1');
    });
    client.on('error', () => backend.destroy()).on('close', () => backend.destroy());
    backend.on('error', () => client.destroy());
    client.pipe(backend).pipe(client);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  return { port: (server.address() as AddressInfo).port, connections };
}
