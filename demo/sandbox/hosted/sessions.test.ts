import { beforeEach, describe, expect, it } from 'vitest';
import { type ManualClock, manualClock } from '../clock.ts';
import { parseTestValues } from './outcomes.ts';
import { HostedSessions } from './sessions.ts';

let clock: ManualClock;
let changes: string[];
let sessions: HostedSessions<null>;
beforeEach(() => {
  clock = manualClock(1_000);
  changes = [];
  sessions = new HostedSessions<null>({
    clock,
    lifetimeMs: 1_000,
    processingMs: 100,
    slowMs: 500,
    onChange: ({ stage, verdict }, change) => changes.push(`${change}: ${stage} ${verdict}`),
  });
});

const create = (values = ''): string => sessions.create('s', parseTestValues(values), null).id;
const whole = ['opened: processing null', 'submitted: processing null', 'completed: completed approve'];

describe('a hosted session', () => {
  it('is opened once, submitted once, and completed after its time', () => {
    const id = create();
    expect(sessions.submit(id)).toBe(false);
    sessions.open(id);
    sessions.open(id);
    expect([sessions.submit(id), sessions.submit(id)]).toEqual([true, false]);
    clock.advance(99);
    expect(sessions.find(id)?.stage).toBe('processing');
    clock.advance(1);
    expect(changes).toEqual(whole);
    expect(sessions.find(id)).toMatchObject({ verdict: 'approve', createdAt: 1_000, updatedAt: 1_100 });
    clock.advance(5_000);
    expect(changes).toEqual(whole);
  });

  it('takes the ending that is asked for, whatever its values say', () => {
    const id = create('+reject+slow');
    sessions.open(id);
    sessions.submit(id, 'approve');
    clock.advance(100);
    expect(sessions.find(id)?.verdict).toBe('approve');
  });

  it('runs out from any open state, but not after its end', () => {
    create();
    clock.advance(1_000);
    expect(changes).toEqual(['expired: expired null']);
    sessions.finish('s');
    sessions.expire('s');
    expect(changes).toHaveLength(1);
  });

  it('runs out while a verdict is awaited, which then never comes', () => {
    const id = create('+slow');
    clock.advance(600);
    sessions.open(id);
    sessions.submit(id);
    clock.advance(2_000);
    expect(changes.at(-1)).toBe('expired: expired null');
  });

  it('can be finished by hand at any point before its end', () => {
    sessions.finish(create());
    expect(changes).toEqual(whole);
    sessions.finish('s', 'reject');
    expect(sessions.find('s')?.verdict).toBe('approve');
    sessions.finish('unknown');
    expect(changes).toEqual(whole);
  });

  it('is found by its token, which nobody guesses', () => {
    const { token } = sessions.create('s', new Set(), null);
    expect(token).toMatch(/^[\w-]{24}$/);
    expect(sessions.byToken(token)?.id).toBe('s');
    expect(sessions.byToken('')).toBeUndefined();
  });

  it('says nothing more once it was forgotten', () => {
    create();
    sessions.clear();
    clock.advance(5_000);
    expect(changes).toEqual([]);
  });
});
