import { createNodeEngine } from '../../../src/ipsec/crypto/engine-node.ts';
import { describeEngine } from './engine-cases.ts';

describeEngine(createNodeEngine());
