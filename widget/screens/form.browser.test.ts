import axe from 'axe-core';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import type { FlowStep } from '../../server/contract/flow.ts';
import { approved, ktpFlow, mixedFlow, Refusal, sampleFields } from '../testing/fake-server.ts';
import { part, place, press, type TestFlow, title } from '../testing/test-element.ts';

afterEach(() => document.body.replaceChildren());

/** A flow that is a form and nothing else. */
const formFlow = mixedFlow({ steps: mixedFlow().steps.slice(0, 2) });
const SAVE = 'PUT /v1/flow/details';

async function toForm(configure: (element: TestFlow) => void = () => undefined): Promise<TestFlow> {
  const { element } = place((one) => {
    one.api.flows.set(formFlow);
    one.api.submissions.set(approved);
    configure(one);
  });
  await vi.waitFor(() => expect(title(element)).toBe('Let’s confirm it’s you'));
  press(element, 'primary-button');
  await vi.waitFor(() => expect(title(element)).toBe('Your details'));
  return element;
}

type Control = HTMLInputElement | HTMLSelectElement;

function control(element: TestFlow, name: string): Control {
  const found = element.shadowRoot?.querySelector<Control>(`[name="${name}"]`);
  if (!found) throw new Error(`no field ${name}`);
  return found;
}

async function type(element: TestFlow, name: string, value: string): Promise<void> {
  const field = control(element, name);
  field.value = value;
  field.dispatchEvent(new Event(field instanceof HTMLSelectElement ? 'change' : 'input', { bubbles: true }));
  await element.updateComplete;
}

async function leave(element: TestFlow, name: string): Promise<void> {
  control(element, name).dispatchEvent(new Event('blur'));
  await element.updateComplete;
}

/** The sentence below a field, as assistive technology finds it. */
function problem(element: TestFlow, name: string): string | null {
  const field = control(element, name);
  const ids = field.getAttribute('aria-describedby')?.split(' ') ?? [];
  const found = ids
    .map((id) => element.shadowRoot?.getElementById(id))
    .find((one) => one?.className === 'wrong');
  expect(field.getAttribute('aria-invalid')).toBe(found ? 'true' : 'false');
  return found?.textContent?.trim() ?? null;
}

const good = {
  firstName: 'SITI',
  birthdate: '1990-12-31',
  country: 'ID',
  estimatedParticipationAmount: '1500.50',
  ethereumAddress: '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
};

async function fill(element: TestFlow, values: Readonly<Record<string, string>> = good): Promise<void> {
  for (const [name, value] of Object.entries(values)) await type(element, name, value);
}

const focused = (element: TestFlow): string | null =>
  element.shadowRoot?.activeElement?.getAttribute('name') ?? null;

describe('a form', () => {
  test('a press on the button counts, although a fault appears above it meanwhile', async () => {
    const element = await toForm();
    const last = control(element, 'ethereumAddress');
    // As in a page that goes on below: the button stands where the form ends, and not at the edge of the window.
    const below = document.createElement('div');
    below.style.height = '2000px';
    document.body.append(below);
    await userEvent.fill(last, '0x12');
    part(element, 'primary-button')?.scrollIntoView({ block: 'center' });
    await userEvent.click(part(element, 'primary-button') ?? element);
    await vi.waitFor(() => expect(problem(element, 'firstName')).toBe('Please fill this in.'));
    expect(problem(element, 'ethereumAddress')).not.toBeNull();
    expect(focused(element)).toBe('firstName');
  });

  test('puts each field in as the device does it best', async () => {
    const element = await toForm();
    const shown = sampleFields.map(({ name }) => {
      const field = control(element, name);
      const attribute = (key: string): string | null => field.getAttribute(key);
      return [name, attribute('type'), attribute('inputmode'), attribute('autocomplete'), field.required];
    });
    expect(shown).toEqual([
      ['firstName', 'text', null, 'given-name', true],
      ['birthdate', 'date', null, 'bday', true],
      ['country', null, null, 'country', true],
      ['placeOfWork', 'text', null, 'off', false],
      ['estimatedParticipationAmount', 'text', 'decimal', 'off', true],
      ['ethereumAddress', 'text', null, 'off', true],
    ]);
    const birthdate = control(element, 'birthdate');
    expect([birthdate.getAttribute('min'), birthdate.getAttribute('max')]).toEqual([
      '1926-11-26',
      '2008-11-26',
    ]);
    const labels = [...(element.shadowRoot?.querySelectorAll('label') ?? [])].map((label) => [
      label.textContent?.trim(),
      label.control?.getAttribute('name'),
    ]);
    expect(labels.slice(0, 4)).toEqual([
      ['First name', 'firstName'],
      ['Date of birth', 'birthdate'],
      ['Country you live in', 'country'],
      ['Place of work (optional)', 'placeOfWork'],
    ]);
    const countries = [...control(element, 'country').querySelectorAll('option')];
    expect(countries).toHaveLength(250);
    expect(countries.find(({ value }) => value === 'DE')?.textContent).toBe('Germany');
  });

  test('keeps the focus in a field at fault while the button is pressed, which its problem would move', async () => {
    const element = await toForm();
    await fill(element, { ...good, ethereumAddress: '0x12' });
    const field = control(element, 'ethereumAddress');
    field.focus();
    const button = element.shadowRoot?.querySelector<HTMLElement>('[part="primary-button"]');
    const press = new MouseEvent('mousedown', { bubbles: true, cancelable: true });
    // What is not prevented takes the focus.
    expect(button?.dispatchEvent(press)).toBe(false);
    expect(problem(element, 'ethereumAddress')).toBeNull();
    button?.click();
    await vi.waitFor(() => expect(problem(element, 'ethereumAddress')).not.toBeNull());
    expect(focused(element)).toBe('ethereumAddress');
  });

  test('says what is wrong with a field when it is left, and at every change from then on', async () => {
    const element = await toForm();
    await type(element, 'estimatedParticipationAmount', '1,500');
    expect(problem(element, 'estimatedParticipationAmount')).toBeNull();
    await leave(element, 'estimatedParticipationAmount');
    expect(problem(element, 'estimatedParticipationAmount')).toContain('Digits and a point');
    await type(element, 'estimatedParticipationAmount', '0.5');
    expect(problem(element, 'estimatedParticipationAmount')).toBe('It has to be 1 or more.');
    await type(element, 'estimatedParticipationAmount', '1.5');
    expect(problem(element, 'estimatedParticipationAmount')).toBeNull();
    await type(element, 'birthdate', '2010-01-01');
    await leave(element, 'birthdate');
    expect(problem(element, 'birthdate')).toBe('It has to be November 26, 2008 or earlier.');
  });

  test('knows a mistyped address by its checksum', async () => {
    const element = await toForm();
    await type(element, 'ethereumAddress', good.ethereumAddress.replace('5aA', '5AA'));
    await leave(element, 'ethereumAddress');
    await vi.waitFor(() => expect(problem(element, 'ethereumAddress')).toContain('seems mistyped'));
    await type(element, 'ethereumAddress', '0x12');
    expect(problem(element, 'ethereumAddress')).toContain('40 digits');
  });

  test('handed in with faults goes to the first one, and says how many there are', async () => {
    const element = await toForm();
    await type(element, 'firstName', 'SITI');
    press(element, 'primary-button');
    await vi.waitFor(() => expect(focused(element)).toBe('birthdate'));
    expect(part(element, 'reason')?.getAttribute('role')).toBe('status');
    expect(part(element, 'reason')?.textContent?.trim()).toBe('4 fields need another look.');
    expect(problem(element, 'country')).toBe('Please choose one.');
    expect(problem(element, 'placeOfWork')).toBeNull();
    expect(element.api.calls).not.toContain(SAVE);
    // Once more: the same field takes the focus again.
    part(element, 'primary-button')?.focus();
    press(element, 'primary-button');
    await vi.waitFor(() => expect(focused(element)).toBe('birthdate'));
  });

  test('is saved, and the flow goes on', async () => {
    const element = await toForm();
    await fill(element);
    press(element, 'primary-button');
    await vi.waitFor(() => expect(title(element)).toBe('You’re verified'));
    expect(element.api.bodies).toEqual([{ ...good, estimatedParticipationAmount: 1500.5 }]);
    expect(element.api.calls).toEqual(['flow', SAVE, 'submit']);
  });

  test('shows what the server will not have at its field, and keeps what was typed', async () => {
    const element = await toForm((one) =>
      one.api.answers.set(SAVE, new Refusal('details_invalid', ['ethereumAddress', 'country'])),
    );
    await fill(element);
    press(element, 'primary-button');
    await vi.waitFor(() => expect(focused(element)).toBe('country'));
    expect(problem(element, 'country')).toBe('This was not accepted. Please check it.');
    expect(problem(element, 'ethereumAddress')).toBe('This was not accepted. Please check it.');
    expect(problem(element, 'firstName')).toBeNull();
    for (const [name, value] of Object.entries(good)) expect(control(element, name).value).toBe(value);
    await type(element, 'country', 'MY');
    expect(problem(element, 'country')).toBeNull();
    element.api.answers.delete(SAVE);
    press(element, 'primary-button');
    await vi.waitFor(() => expect(title(element)).toBe('You’re verified'));
  });

  test('refused at the submission it opens again, filled in, with the words at the fields', async () => {
    const element = await toForm((one) =>
      one.api.submissions.set(new Refusal('details_invalid', ['country']), approved),
    );
    await fill(element);
    press(element, 'primary-button');
    await vi.waitFor(() => expect(focused(element)).toBe('country'));
    expect(problem(element, 'country')).toBe('This was not accepted. Please check it.');
    expect(part(element, 'reason')?.textContent?.trim()).toBe('One field needs another look.');
    for (const [name, value] of Object.entries(good)) expect(control(element, name).value).toBe(value);
    await type(element, 'country', 'MY');
    press(element, 'primary-button');
    await vi.waitFor(() => expect(title(element)).toBe('You’re verified'));
  });

  test('on a page that has lost what was typed it says so, kindly', async () => {
    const element = await toForm((one) => {
      const { steps } = one.api.flows.next();
      one.api.flows.set(
        mixedFlow({ steps: steps.map((s) => (s.kind === 'details' ? { ...s, refused: ['country'] } : s)) }),
      );
    });
    expect(part(element, 'reason')?.textContent?.trim()).toBe(
      'Your details need a correction, and this page no longer has them. Please fill them in once more.',
    );
    expect(problem(element, 'country')).toBeNull();
  });

  test('a request that failed is sent again, with nothing typed anew', async () => {
    const element = await toForm((one) => one.api.answers.set(SAVE, 'network'));
    await fill(element);
    press(element, 'primary-button');
    await vi.waitFor(() => expect(title(element)).toBe('You seem to be offline'));
    element.api.answers.delete(SAVE);
    press(element, 'primary-button');
    await vi.waitFor(() => expect(title(element)).toBe('You’re verified'));
    expect(element.api.bodies).toHaveLength(2);
    expect(element.api.bodies[1]).toEqual(element.api.bodies[0]);
  });

  test('half a date is told from none, and stays for the person to complete', async () => {
    const element = await toForm();
    const date = control(element, 'birthdate') as HTMLInputElement;
    date.focus();
    await userEvent.keyboard('12');
    expect(date.validity.badInput).toBe(true);
    control(element, 'firstName').focus();
    await vi.waitFor(() => expect(problem(element, 'birthdate')).toBe('Please enter a whole date.'));
    expect(date.validity.badInput).toBe(true);
    await type(element, 'birthdate', '1990-12-31');
    expect(problem(element, 'birthdate')).toBeNull();
    await type(element, 'birthdate', '');
    expect(problem(element, 'birthdate')).toBe('Please fill this in.');
  });

  test('what was typed is in no event, in no address and in no storage, and gone at the end', async () => {
    const details: unknown[] = [];
    for (const name of ['kyc-step', 'kyc-error', 'kyc-complete', 'kyc-upload']) {
      document.addEventListener(name, (event) => details.push((event as CustomEvent).detail), { once: true });
    }
    const element = await toForm();
    await type(element, 'firstName', 'RAHASIA');
    expect(
      JSON.stringify([details, { ...localStorage }, { ...sessionStorage }, location.href]),
    ).not.toContain('RAHASIA');
    element.cancel();
    await vi.waitFor(() => expect(title(element)).toBe('You stopped here'));
    element.start();
    await vi.waitFor(() => expect(title(element)).toBe('Let’s confirm it’s you'));
    press(element, 'primary-button');
    await vi.waitFor(() => expect(title(element)).toBe('Your details'));
    expect(control(element, 'firstName').value).toBe('');
  });

  test('goes with the keyboard alone', async () => {
    const element = await toForm();
    await fill(element);
    control(element, 'firstName').focus();
    const form = element.shadowRoot?.querySelector('form');
    form?.requestSubmit();
    await vi.waitFor(() => expect(title(element)).toBe('You’re verified'));
  });
});

describe('a form after a card with a code', () => {
  const KNOWN = 'GET /v1/flow/codes';
  const codeFlow = (): typeof formFlow => ({
    ...formFlow,
    steps: [
      ...formFlow.steps,
      { ...ktpFlow().steps[1], id: 'card', slot: 'card', code: 'aadhaar', done: false } as FlowStep,
    ],
  });
  const withCode = (fields: unknown) => (one: TestFlow) => {
    one.api.flows.set(codeFlow());
    one.api.answers.set(KNOWN, { codes: [], fields });
  };
  const lead = (element: TestFlow) => element.shadowRoot?.querySelector('.lead')?.textContent;
  const note = (element: TestFlow, name: string): string | null => {
    const ids = control(element, name).getAttribute('aria-describedby')?.split(' ') ?? [];
    return ids.includes(`said-${name}`)
      ? (element.shadowRoot?.getElementById(`said-${name}`)?.textContent?.trim() ?? null)
      : null;
  };

  test('is filled in by what the server has of it, and says so', async () => {
    const element = await toForm(withCode({ firstName: 'Asha', birthdate: '1990-12-31', country: 'IN' }));
    await vi.waitFor(() => expect(control(element, 'firstName').value).toBe('Asha'));
    expect(control(element, 'birthdate').value).toBe('1990-12-31');
    expect(control(element, 'country').value).toBe('IN');
    expect(lead(element)).toBe('We filled in what your card says. Please check it.');
    await fill(element, { estimatedParticipationAmount: '2', ethereumAddress: good.ethereumAddress });
    press(element, 'primary-button');
    await vi.waitFor(() => expect(element.api.calls).toContain(SAVE));
    expect(element.api.bodies.at(-1)).toMatchObject({ firstName: 'Asha', country: 'IN' });
  });

  test('says kindly where something else was written, in words of the person', async () => {
    const element = await toForm(withCode({ firstName: 'Asha', birthdate: '1990-12-31', country: 'IN' }));
    await vi.waitFor(() => expect(control(element, 'firstName').value).toBe('Asha'));
    for (const [name, value] of Object.entries({
      firstName: 'Usha',
      birthdate: '1991-12-31',
      country: 'MY',
    })) {
      await type(element, name, value);
      expect(note(element, name)).toBeNull();
      await leave(element, name);
    }
    const said = (value: string): string => `Your card says ${value}. Please check which is right.`;
    expect(note(element, 'firstName')).toBe(said('Asha'));
    expect(note(element, 'birthdate')).toBe(said('December 31, 1990'));
    expect(note(element, 'country')).toBe(said('India'));
    // It is no fault.
    expect(problem(element, 'firstName')).toBeNull();
    // Colours are held by the test of the palette.
    const { violations } = await axe.run(element, { rules: { 'color-contrast': { enabled: false } } });
    expect(violations.map(({ id }) => id)).toEqual([]);
  });

  test.each(['network', 'session_closed', null, { fields: { firstName: 1 } }])(
    'is a form like any other where the answer is %j',
    async (answer) => {
      const element = await toForm((one) => {
        one.api.flows.set(codeFlow());
        one.api.answers.set(KNOWN, answer);
      });
      await vi.waitFor(() => expect(element.api.calls).toContain(KNOWN));
      await fill(element);
      expect(lead(element)).toBe('Please write them as in your documents.');
      expect(title(element)).toBe('Your details');
    },
  );

  test('asks for nothing in a flow without such a card', async () => {
    const element = await toForm();
    await fill(element);
    expect(element.api.calls).not.toContain(KNOWN);
  });
});

test('a flow without a form never fetches its part', async () => {
  const { element } = place((one) => one.api.flows.set(ktpFlow()));
  await vi.waitFor(() => expect(title(element)).toBe('Let’s confirm it’s you'));
  expect([...element.partsAsked]).not.toContain('form');
});
