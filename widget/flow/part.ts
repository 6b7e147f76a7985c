import type {
  Effect,
  EventOf,
  EventType,
  FlowEvent,
  FlowState,
  Journey,
  Move,
  PartName,
  StateName,
  StateOf,
  View,
} from './types.ts';

type Handlers<N extends StateName> = {
  readonly [T in EventType]?: (state: StateOf<N>, event: EventOf<T>) => Move;
};

/** A part as it is written: what it knows of the states named `N`, with their own types. */
export interface PartSpec<N extends StateName> {
  /** The state that the journey's present step begins with. */
  readonly begin: (journey: Journey) => FlowState;
  /** What has to begin when a state is entered. */
  readonly enter: { readonly [K in N]?: (state: StateOf<K>) => readonly Effect[] };
  /** What events do. A part may also say what they do to a failure in one of its steps. */
  readonly on: { readonly [K in N]: Handlers<K> } & { readonly failed?: Handlers<'failed'> };
  /** What is to be shown. A failure that it answers null for is shown as the core does. */
  readonly view: { readonly [K in N]: (state: StateOf<K>) => View } & {
    readonly failed?: (state: StateOf<'failed'>) => View | null;
  };
}

/** A part as the machine uses it: by the names of states, of which it may know none. */
export interface FlowPart {
  readonly begin: (journey: Journey) => FlowState;
  readonly enter: Partial<Record<StateName, (state: FlowState) => readonly Effect[]>>;
  readonly on: Partial<
    Record<StateName, Partial<Record<EventType, (state: FlowState, event: FlowEvent) => Move>>>
  >;
  readonly view: Partial<Record<StateName, (state: FlowState) => View | null>>;
}

/** The parts that are there. */
export type FlowParts = Readonly<Partial<Record<PartName, FlowPart>>>;

/** Each function is only ever given states and events of the names it is kept under, which is what its types say. */
export const definePart = <N extends StateName>(part: PartSpec<N>): FlowPart => part as unknown as FlowPart;
