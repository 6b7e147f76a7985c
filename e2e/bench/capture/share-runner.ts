/** One process of `share.ts`: answers each number that it is sent. */
const [href = '', name = '', context = 'null'] = process.argv.slice(2);
const work = ((await import(href)) as Record<string, (index: number, context: unknown) => unknown>)[name];
if (!work) throw new Error(`${href} has no ${name}`);
process.on('message', async (index: number) => {
  process.send?.({ index, result: await work(index, JSON.parse(context)) });
});
process.send?.({});

export {};
