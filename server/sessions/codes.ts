import type { KeyObject } from 'node:crypto';
import { compare } from '../codes/compare.ts';
import { fieldsOf } from '../codes/fields.ts';
import { readCode } from '../codes/index.ts';
import type { WantedCode } from '../contract/code.ts';
import type { CodeFields, Details, FlowStep } from '../contract/flow.ts';
import { Problem } from '../http/problem.ts';
import { assertOpen, type Ledger } from './ledger.ts';
import type { Sessions } from './service.ts';
import type { KnownCode, Session } from './session.ts';
import { stepsOf } from './steps.ts';
import { evidenceOf } from './views.ts';

/** The codes with their verdicts by what is known now; for a change of the session. */
export function comparedAnew(session: Session, details: Details): Pick<Session, 'codes'> {
  if (!session.codes) return {};
  const known = { document: session.document, details };
  return {
    codes: session.codes.map((code) => ({ ...code, matches: compare(code.kind, code.person, known) })),
  };
}

/** What codes in the pictures say: read, compared, and told to the person's own form. */
export function createCodes(
  ledger: Ledger,
  uidaiKeys: readonly KeyObject[],
): Pick<Sessions, 'readCode' | 'knownCodes'> {
  const steps = (session: Session) =>
    stepsOf(ledger.adapter(session), ledger.forAdapter(session), session.refused);

  const open = async (id: string): Promise<Session> => {
    const session = await ledger.load(id);
    assertOpen(session);
    return session;
  };

  /** A forged code fills in nothing. */
  const fieldsFor = (session: Session, { person, signature }: KnownCode): CodeFields => {
    if (!person || signature === 'invalid') return {};
    const fields = steps(session).flatMap((step) => step.fields ?? []);
    return fieldsOf(person, fields, ledger.now().toISOString().slice(0, 10));
  };

  return {
    async readCode(id, { slot, text }) {
      const session = await open(id);
      const reading = readCode(text, wantedIn(steps(session), slot), uidaiKeys);
      if (!reading) throw new Problem('code_unreadable', 'This is no code that can be read.');
      const { kind, signature, person } = reading;
      const codeOf = ({ document, details }: Session): KnownCode => ({
        slot,
        kind,
        signature,
        person,
        matches: compare(kind, person, { document, details }),
      });
      const saved = await ledger.update(id, (current) => {
        assertOpen(current);
        const others = (current.codes ?? []).filter((code) => code.slot !== slot);
        return { patch: { codes: [...others, codeOf(current)] } };
      });
      const code = codeOf(saved);
      return { ...evidenceOf(code), fields: fieldsFor(saved, code) };
    },

    async knownCodes(id) {
      const session = await open(id);
      const codes = session.codes ?? [];
      // What a signature proves stands over what none does.
      const inOrder = [...codes].sort((a, b) => rank(a) - rank(b));
      const fields: CodeFields = Object.assign({}, ...inOrder.map((code) => fieldsFor(session, code)));
      return { codes: codes.map(evidenceOf), fields };
    },
  };
}

const rank = ({ signature }: KnownCode): number => (signature === 'valid' ? 1 : 0);

/** Whose code this slot asks for. */
function wantedIn(steps: readonly FlowStep[], slot: string): WantedCode {
  const asking = steps.filter((step) => step.slot !== undefined && step.code !== undefined);
  if (asking.length === 0) throw new Problem('step_conflict', 'No code is read in this flow.');
  const wanted = asking.find((step) => step.slot === slot)?.code;
  if (wanted) return wanted;
  throw new Problem('slot_unknown', 'In this slot no code is looked for.', {
    details: [
      { path: 'slot', message: `must be one of ${asking.flatMap((each) => each.slot ?? []).join(', ')}` },
    ],
  });
}
