import { createNobleEngine } from '../../../src/ipsec/crypto/engine-noble.ts';
import { describeEngine } from './engine-cases.ts';

describeEngine(createNobleEngine());
