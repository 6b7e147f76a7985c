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
}

/** What the form's screen shows of the moment. A new object whenever something of it changed. */
export interface FormLive {
  readonly fields: readonly FieldLive[];
  /** Fields at fault when it was last handed in; 0 when none were. */
  readonly faults: number;
  /** Why it is open again: it was refused as a whole, or the page no longer has what was typed. */
  readonly notice: 'again' | 'lost' | null;
  /** The field that is to take the focus; another object every time. */
  readonly focus: { readonly name: string } | null;
}

interface Entry {
  readonly value: string;
  /** The browser holds something that it cannot read, such as half a date. */
  readonly isBroken: boolean;
  readonly wasLeft: boolean;
  readonly isRefused: boolean;
}

const blank: Entry = { value: '', isBroken: false, wasLeft: false, isRefused: false };

/**
 * What a person puts into a form, for as long as it takes: it is nowhere else, and `drop` forgets it. A field is judged
 * when it is left for the first time, and from then on at every change.
 */
export class Form {
  live: FormLive = { fields: [], faults: 0, notice: null, focus: null };
  private _fields: readonly Field[] = [];
  private readonly _entries = new Map<string, Entry>();
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

  /** Opens a form again that was handed in, and refused on account of these fields. */
  reopen(paths: readonly string[]): void {
    if (this._entries.size === 0) this._change({ notice: 'lost' });
    else if (!this.refuse(paths)) this._change({ notice: 'again' });
  }

  type(name: string, value: string, isBroken = false): void {
    const before = this._entry(name);
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
    this._change({ faults: 0, notice: null, focus: null });
  }

  private _point(wrong: readonly string[]): void {
    const [name] = wrong;
    this._change({ faults: wrong.length, focus: name === undefined ? null : { name } });
  }

  private _entry(name: string): Entry {
    return this._entries.get(name) ?? blank;
  }

  private _set(name: string, change: Partial<Entry>): void {
    if (!this._fields.some((field) => field.name === name)) return;
    this._entries.set(name, { ...this._entry(name), ...change });
    this._change({});
  }

  private _check(field: Field): ReturnType<typeof checkField> {
    const { value, isBroken } = this._entry(field.name);
    if (isBroken) return { ok: false, problem: field.type === 'date' ? 'day' : 'number' };
    return checkField(field, field.type === 'number' ? withPoint(value) : value, this._world());
  }

  private _show(field: Field): FieldLive {
    const { value, isBroken, wasLeft, isRefused } = this._entry(field.name);
    const result = this._check(field);
    const fault = result.ok ? (isRefused ? 'refused' : null) : result.problem;
    return { field, value, isBroken, problem: wasLeft ? fault : null };
  }

  private _change(change: Partial<FormLive>): void {
    this.live = { ...this.live, ...change, fields: this._fields.map((field) => this._show(field)) };
    this._onChange();
  }
}
