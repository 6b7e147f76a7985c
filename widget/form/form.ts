import { checkField, type FieldProblem, type FieldWorld } from '../../server/contract/documents/field.ts';
import type { Details, Field } from '../../server/contract/flow.ts';
import { withPoint } from './fields.ts';

/** `refused`: the server would not have it, and this page does not know why. */
export type Shown = FieldProblem | 'refused';

export interface FieldLive {
  readonly field: Field;
  readonly value: string;
  readonly isBroken: boolean;
  /** Null while there is nothing to say, also before the person has left the field for the first time. */
  readonly problem: Shown | null;
  /** What the person's card says, where they left something else in the field. */
  readonly said: string | null;
}

/** What the form's screen shows of the moment. A new object whenever something of it changed. */
export interface FormLive {
  readonly fields: readonly FieldLive[];
  /** Fields at fault when it was last handed in; 0 when none were. */
  readonly faults: number;
  /** Why it is open again: it was refused as a whole, or the page no longer has what was typed. */
  readonly notice: 'again' | 'lost' | null;
  /** True where something stands there that the person's card says, and that they have not typed. */
  readonly isPrefilled: boolean;
  /** The field that is to take the focus; another object every time. */
  readonly focus: { readonly name: string } | null;
}

interface Entry {
  /** Null as long as the person has typed nothing. */
  readonly value: string | null;
  /** The browser holds something that it cannot read, such as half a date. */
  readonly isBroken: boolean;
  readonly wasLeft: boolean;
  readonly isRefused: boolean;
}

const blank: Entry = { value: null, isBroken: false, wasLeft: false, isRefused: false };

/** Capitals and spaces make no difference to a person. */
const plain = (text: string): string => text.trim().replace(/\s+/g, ' ').toLowerCase();

/**
 * What a person puts into a form, for as long as it takes: it is nowhere else, and `drop` forgets it. A field is judged
 * when it is left for the first time, and from then on at every change.
 */
export class Form {
  live: FormLive = { fields: [], faults: 0, notice: null, isPrefilled: false, focus: null };
  private _fields: readonly Field[] = [];
  private readonly _entries = new Map<string, Entry>();
  /** What codes on the person's card say, by name of field; kept until there is such a field. */
  private _known: ReadonlyMap<string, string> = new Map();
  private readonly _world: () => FieldWorld;
  private readonly _onChange: () => void;

  constructor(world: () => FieldWorld, onChange: () => void) {
    this._world = world;
    this._onChange = onChange;
  }

  /** The fields to show; what was typed into those of the same name stays. */
  show(fields: readonly Field[]): void {
    this._fields = fields;
    for (const name of this._entries.keys()) {
      if (!fields.some((field) => field.name === name)) this._entries.delete(name);
    }
    this._change({ faults: 0, notice: null, focus: null });
  }

  /** What a code on the person's card says. It stands in fields in which nothing was typed, and changes no other. */
  prefill(values: Readonly<Record<string, string>>): void {
    this._known = new Map([...this._known, ...Object.entries(values)]);
    this._change({});
  }

  /** Opens a form again that was handed in, and refused on account of these fields. */
  reopen(paths: readonly string[]): void {
    if (this._entries.size === 0) this._change({ notice: 'lost' });
    else if (!this.refuse(paths)) this._change({ notice: 'again' });
  }

  type(name: string, value: string, isBroken = false): void {
    const before = this._entry(name);
    // A browser tells what it holds when a field is left, or the form handed in: nobody typed that.
    if (before.value === null && value === this._value(name) && !isBroken) return;
    this._set(name, { value, isBroken, isRefused: before.isRefused && before.value === value });
  }

  leave(name: string): void {
    this._set(name, { wasLeft: true });
  }

  /** What is to be sent; null when something is wrong, which is then shown. */
  read(): Details | null {
    const details: Details = {};
    const wrong: string[] = [];
    for (const field of this._fields) {
      const entry = this._entry(field.name);
      this._entries.set(field.name, { ...entry, wasLeft: true });
      const result = this._check(field);
      if (!result.ok) wrong.push(field.name);
      else if (result.value !== null) details[field.name] = result.value;
    }
    this._point(wrong);
    return wrong.length > 0 ? null : details;
  }

  /** The server will not have these fields. Paths that no field has are passed over; false when there is no other. */
  refuse(paths: readonly string[]): boolean {
    const refused = this._fields.map(({ name }) => name).filter((name) => paths.includes(name));
    for (const name of refused)
      this._entries.set(name, { ...this._entry(name), wasLeft: true, isRefused: true });
    this._point(refused);
    return refused.length > 0;
  }

  /** Judges anew what is there, by what is known now. */
  refresh(): void {
    this._change({});
  }

  /** Forgets everything that was typed. */
  drop(): void {
    this._entries.clear();
    this._known = new Map();
    this._change({ faults: 0, notice: null, focus: null });
  }

  private _point(wrong: readonly string[]): void {
    const [name] = wrong;
    this._change({ faults: wrong.length, focus: name === undefined ? null : { name } });
  }

  private _entry(name: string): Entry {
    return this._entries.get(name) ?? blank;
  }

  /** What stands in a field. */
  private _value(name: string): string {
    return this._entry(name).value ?? this._known.get(name) ?? '';
  }

  private _set(name: string, change: Partial<Entry>): void {
    if (!this._fields.some((field) => field.name === name)) return;
    this._entries.set(name, { ...this._entry(name), ...change });
    this._change({});
  }

  private _check(field: Field): ReturnType<typeof checkField> {
    const { isBroken } = this._entry(field.name);
    const value = this._value(field.name);
    if (isBroken) return { ok: false, problem: field.type === 'date' ? 'day' : 'number' };
    return checkField(field, field.type === 'number' ? withPoint(value) : value, this._world());
  }

  private _show(field: Field): FieldLive {
    const { isBroken, wasLeft, isRefused } = this._entry(field.name);
    const value = this._value(field.name);
    const result = this._check(field);
    const fault = result.ok ? (isRefused ? 'refused' : null) : result.problem;
    const known = this._known.get(field.name);
    const said = known !== undefined && wasLeft && plain(known) !== plain(value) ? known : null;
    return { field, value, isBroken, problem: wasLeft ? fault : null, said };
  }

  private _change(change: Partial<FormLive>): void {
    const fields = this._fields.map((field) => this._show(field));
    const isPrefilled = this._fields.some(
      ({ name }) => this._entry(name).value === null && this._known.has(name),
    );
    this.live = { ...this.live, ...change, fields, isPrefilled };
    this._onChange();
  }
}
