/** An answer that is a refusal, as `application/problem+json`. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail: string,
  ) {
    super(`${title}: ${detail}`);
  }
}

export function json(value: unknown, status = 200): Response {
  return Response.json(value, { status });
}

export function problem({ status, title, detail }: Problem): Response {
  const headers = { 'content-type': 'application/problem+json' };
  return new Response(JSON.stringify({ title, detail }), { status, headers });
}

export function notFound(what: string): Problem {
  return new Problem(404, 'Not found', `There is no ${what}.`);
}
