using SparseAutoencoders.Benchmarks;

return new Commands().Root.Parse(args).Invoke();
