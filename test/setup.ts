import fc from 'fast-check';

// The same cases on every run; FC_SEED=$RANDOM npm test looks elsewhere.
fc.configureGlobal({ seed: Number(process.env.FC_SEED ?? 2026) });
