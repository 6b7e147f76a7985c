import { conformance } from '../conformance.ts';
import { fixtures } from './fixtures.ts';

conformance(fixtures);
