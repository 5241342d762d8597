import { createNobleEngine } from '../../src/ipsec/engine-noble.ts';
import { describeEngine } from './engine-cases.ts';

describeEngine(createNobleEngine());
