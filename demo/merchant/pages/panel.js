// @ts-check
/** The right-hand side: what the shop's own server knows of a verification. A real shop shows none of this. */
import { element, row } from './dom.js';

/** Asks the shop's server until it has the result and the webhook about it. @param {string} id */
export async function watch(id) {
  for (let tries = 0; tries < 60; tries += 1) {
    const answer = await fetch(`api/verifications/${id}`);
    const { session, deliveries, log } = await answer.json();
    if (answer.ok) showResult(session);
    showDeliveries(deliveries);
    showLog(log);
    const isFinal = ['completed', 'failed', 'expired'].includes(session.status);
    const isTold = log.every((/** @type {{ status: string }} */ { status }) => status !== 'pending');
    if (isFinal && isTold && deliveries.length > 0 && deliveries.length === log.length) return;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

/** @param {{ type: string, status: string, result: string | null, receivedAt: string }[]} deliveries */
function showDeliveries(deliveries) {
  if (deliveries.length === 0) return;
  element('deliveries').replaceChildren(
    ...deliveries.map(({ type, status, result, receivedAt }) =>
      row(type, [status, result, new Date(receivedAt).toLocaleTimeString()].filter(Boolean).join(' · ')),
    ),
  );
}

/** @param {{ type: string, status: string, attempts: { httpStatus: number | null, outcome: string }[] }[]} log */
function showLog(log) {
  if (log.length === 0) return;
  element('log').replaceChildren(
    ...log.map(({ type, status, attempts }) => {
      const tries = attempts.map(({ httpStatus, outcome }) => httpStatus ?? outcome);
      return row(type, [status, ...tries].join(' · '));
    }),
  );
}

/**
 * What was read of codes in the pictures, as evidence.
 * @param {{ slot: string, kind: string, signature: string, matches: Record<string, boolean | null> }[]} codes
 */
const factsOf = (codes) =>
  codes.map(({ slot, kind, signature, matches }) => {
    const verdicts = Object.entries(matches).filter(([, isSame]) => isSame !== null);
    const words = verdicts.map(([fact, isSame]) => `${fact} ${isSame ? 'matches' : 'differs'}`);
    return [`code in ${slot}`, [kind, signature, ...words].join(' · ')];
  });

/**
 * How a face's picture came about, as evidence.
 * @param {{ slot: string, route: string, reason: string | null, failedTries: number, challenges: { name: string, passed: boolean }[] }[]} liveness
 */
const facesOf = (liveness) =>
  liveness.map(({ slot, route, reason, failedTries, challenges }) => {
    const moves = challenges.map(
      ({ name, passed }) => `${name.replace('_', ' ')} ${passed ? 'done' : 'not done'}`,
    );
    const tries = failedTries > 0 ? [`${failedTries} failed ${failedTries === 1 ? 'try' : 'tries'}`] : [];
    const way = route === 'guided' ? ['after challenges'] : ['by hand', String(reason).replace('_', ' ')];
    return [`face in ${slot}`, [...way, ...tries, ...moves].join(' · ')];
  });

/** @param {{ status: string, result: string | null, rejectReason: string | null, extracted: Record<string, string | null>, checks: Record<string, boolean | number | null>, codes?: Parameters<typeof factsOf>[0], liveness?: Parameters<typeof facesOf>[0] }} session */
function showResult({ status, result, rejectReason, extracted, checks, codes = [], liveness = [] }) {
  const facts = [
    ['status', status],
    ['result', result],
    ['reason', rejectReason],
    ...Object.entries(extracted),
    ...Object.entries(checks),
    ...factsOf(codes),
    ...facesOf(liveness),
  ];
  const list = document.createElement('dl');
  for (const [name, value] of facts) {
    if (!name || value === null || value === undefined) continue;
    const term = document.createElement('dt');
    const text = document.createElement('dd');
    term.textContent = String(name).replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
    text.textContent = value === true ? 'yes' : value === false ? 'no' : String(value);
    if (name === 'result' || name === 'status') text.className = String(value);
    list.append(term, text);
  }
  element('result').replaceChildren(list);
}
