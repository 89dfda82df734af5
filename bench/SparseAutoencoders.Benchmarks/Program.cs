using SparseAutoencoders.Benchmarks;
using SparseAutoencoders.Benchmarks.Speed;

if (args is [ExchangeBenchmark.Word, .. var words]) return ExchangeBenchmark.RunRank(words);
return new Commands().Root.Parse(args).Invoke();
