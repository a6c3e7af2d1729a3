/** Who can sign in to a first try: two people of two tenants. */
export const PEOPLE = [
  { name: 'alice', tenant: 'acme' },
  { name: 'bob', tenant: 'globex' },
] as const;
