/** What one tool call gave. */
export interface Told {
  readonly text: string;
  readonly isError: boolean;
}

/** A client, as the story needs it. */
export interface Story {
  /** Marks this run's nodes, so that they alone are deleted. */
  readonly run: string;
  tools(): Promise<readonly string[]>;
  call(name: string, args: Record<string, unknown>): Promise<Told>;
  say(text: string): void;
  /** A client of another tenant, where there are tenants. */
  readonly neighbour?: { readonly who: string; call: Story['call'] } | undefined;
}

const graphName = 'try';

/**
 * Creates a few nodes, asks for them with parameters, makes a mistake, and cleans up.
 *
 * @throws Error when an answer is not what it should be.
 */
export async function tellStory(story: Story): Promise<void> {
  story.say(`\nTools: ${(await story.tools()).join(', ')}`);
  await show(story, 'Is the database well?', 'falkordb_health', {});
  try {
    await create(story);
    await ask(story);
    await lookOver(story);
    await fail(story);
    await show(story, 'Which graphs are there?', 'falkordb_list_graphs', {}, graphName);
  } finally {
    await cleanUp(story);
  }
}

const people = [
  { name: 'Ann', age: 42 },
  { name: 'Bob "the builder"', age: 37 },
  { name: "Çağla O'Neil", age: 29 },
];

async function create(story: Story): Promise<void> {
  const query = [
    'UNWIND $people AS person',
    'CREATE (p:TryPerson {name: person.name, age: person.age, run: $run})',
    "WITH collect(p) AS people MATCH (a:TryPerson {run: $run, name: 'Ann'}), (b:TryPerson {run: $run})",
    'WHERE a <> b CREATE (a)-[:KNOWS {since: 2020}]->(b) RETURN a.name AS from, b.name AS to',
  ].join('\n');
  await askGraph(story, 'Three people, two of whom Ann knows:', query, { people }, 'odes created: 3');
}

async function ask(story: Story): Promise<void> {
  const older = 'MATCH (p:TryPerson {run: $run}) WHERE p.age > $age\nRETURN p.name AS name, p.age AS age ORDER BY age';
  await askGraph(story, 'Who is older than 30?', older, { age: 30 }, 'Bob "the builder"');
  const known = 'MATCH (a:TryPerson {run: $run})-[r:KNOWS]->(b {name: $name}) RETURN a, r, b';
  await askGraph(story, "Who knows Çağla O'Neil?", known, { name: "Çağla O'Neil" }, 'KNOWS');
}

/** Another tenant asks for the same in a graph of the same name, and finds nothing. */
async function lookOver(story: Story): Promise<void> {
  const { neighbour, run } = story;
  if (neighbour === undefined) return;
  const query = 'MATCH (p:TryPerson {run: $run}) RETURN p.name AS name';
  const asked: Story = { ...story, call: (name, args) => neighbour.call(name, args) };
  const parameters = { run };
  const question = `The same graph for ${neighbour.who}, who must find nothing:`;
  await show(asked, question, 'falkordb_query', { graphName, query, parameters }, 'Found no rows');
}

async function fail(story: Story): Promise<void> {
  const query = 'MATCH (p:TryPerson RETURN p';
  story.say('\n▶ A mistake in a query, on purpose:');
  story.say(indent(query));
  const { text, isError } = await story.call('falkordb_query', { graphName, query });
  story.say(indent(text, '│ '));
  if (!isError) throw new Error('A query with a mistake was not reported as an error.');
}

async function cleanUp(story: Story): Promise<void> {
  const query = 'MATCH (p:TryPerson {run: $run}) DETACH DELETE p';
  await askGraph(story, `Cleaning up (the empty graph "${graphName}" stays: REST cannot delete it):`, query, {});
}

function askGraph(
  story: Story,
  question: string,
  query: string,
  given: Record<string, unknown>,
  expected = '',
): Promise<void> {
  const parameters = { ...given, run: story.run };
  return show(story, question, 'falkordb_query', { graphName, query, parameters }, expected);
}

async function show(
  story: Story,
  question: string,
  tool: string,
  args: Record<string, unknown>,
  expected = '',
): Promise<void> {
  story.say(`\n▶ ${question}`);
  if (typeof args.query === 'string') story.say(indent(args.query));
  const { text, isError } = await story.call(tool, args);
  story.say(indent(text, '│ '));
  if (isError) throw new Error(`${tool} failed: ${text}`);
  if (!text.includes(expected)) throw new Error(`The answer of ${tool} does not hold ${JSON.stringify(expected)}.`);
}

function indent(text: string, mark = ''): string {
  return text.replace(/^/gm, `  ${mark}`);
}
