import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** A running parcel service. */
export interface Service {
  readonly url: string;
  close(): Promise<void>;
}

interface Parcel {
  readonly id: string;
  readonly to: string;
  readonly depot: string;
  readonly grams: number;
  readonly events: readonly { readonly at: string; readonly what: string }[];
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

const depots = [
  { code: 'HAR', name: 'Harbour', days: { nantucket: 1, oslo: 3 } },
  { code: 'STA', name: 'Station', days: { oslo: 2 } },
];

function startParcels(): Parcel[] {
  const events = [{ at: '2026-03-02T08:00:00Z', what: 'handed in at HAR' }];
  return [
    { id: 'P-0001', to: 'nantucket', depot: 'HAR', grams: 900, events },
    {
      id: 'P-0002',
      to: 'oslo',
      depot: 'STA',
      grams: 12_000,
      events: [
        { at: '2026-03-05T10:30:00Z', what: 'handed in at STA' },
        { at: '2026-03-06T06:00:00Z', what: 'left STA' },
      ],
    },
  ];
}

function find(parcels: readonly Parcel[], query: URLSearchParams): Answer {
  const [from = '', to = '', town] = [query.get('from') ?? '', query.get('to') ?? '', query.get('town')];
  const body = parcels.filter((parcel) => {
    const day = parcel.events[0]?.at.slice(0, 10) ?? '';
    return day >= from && day <= to && (town === null || parcel.to === town);
  });
  return { status: 200, body };
}

function handIn(parcels: Parcel[], given: { to: string; weight: number; depot: string }): Answer {
  const id = `P-${String(parcels.length + 1).padStart(4, '0')}`;
  const events = [{ at: new Date().toISOString(), what: `handed in at ${given.depot}` }];
  const parcel = { id, to: given.to.toLowerCase(), depot: given.depot, grams: 1000 * given.weight, events };
  parcels.push(parcel);
  return { status: 201, body: parcel };
}

function oneOf(list: readonly object[], key: string, value: string): Answer {
  const body = list.find((item) => Reflect.get(item, key) === value);
  return body ? { status: 200, body } : { status: 404, body: { error: `There is no ${value}.` } };
}

function answer(parcels: Parcel[], method: string, url: URL, given: unknown): Answer {
  const [, collection = '', id] = url.pathname.split('/');
  if (method === 'POST' && collection === 'parcels') return handIn(parcels, given as Parameters<typeof handIn>[1]);
  if (collection === 'parcels')
    return id === undefined ? find(parcels, url.searchParams) : oneOf(parcels, 'id', decodeURIComponent(id));
  if (collection === 'depots')
    return id === undefined ? { status: 200, body: depots } : oneOf(depots, 'code', decodeURIComponent(id));
  return { status: 404, body: { error: 'There is nothing here.' } };
}

/** Opens a parcel service on loopback, with everything in memory: the REST API of this example. */
export async function openService(): Promise<Service> {
  const parcels = startParcels();
  const server = createServer(async (request, response) => {
    const { method = 'GET', url = '/' } = request;
    const given = method === 'POST' ? await json(request) : undefined;
    const { status, body } = answer(parcels, method, new URL(url, 'http://127.0.0.1'), given);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
