using System.CommandLine;
using SparseAutoencoders.Benchmarks.Contrast;
using SparseAutoencoders.Benchmarks.Frontier;
using SparseAutoencoders.Benchmarks.Quality;
using SparseAutoencoders.Benchmarks.Speed;

namespace SparseAutoencoders.Benchmarks;

/// <summary>The command line: a command a benchmark, one that runs each once, and one that makes the pages.</summary>
internal sealed class Commands
{
    private readonly Option<string> _images = new("--images") { Description = "Fashion-MNIST's training images (IDX)", DefaultValueFactory = _ => "/usr/share/datasets/fashion-mnist/train-images-idx3-ubyte.gz" };
    private readonly Option<string> _tables = new("--tables") { Description = "folder of scikit-learn's tables", DefaultValueFactory = _ => "/usr/lib/python3/dist-packages/sklearn/datasets/data" };
    private readonly Option<string> _peers = new("--peers") { Description = "folder of other projects' checkouts, for topk-quality", DefaultValueFactory = _ => Path.Combine(Repository.Path, "artifacts", "peers") };
    private readonly Option<int> _threads = new("--threads") { Description = "threads, 0 for one a core" };
    private readonly Option<int> _atMost = new("--at-most") { Description = "stop after so many trainings of a grid; the next call goes on", DefaultValueFactory = _ => int.MaxValue };
    private readonly Option<string> _results = new("--results") { Description = "folder of the results", DefaultValueFactory = _ => Path.Combine(Repository.Path, "bench", "results") };

    /// <summary>All benchmarks.</summary>
    public static IReadOnlyList<IBenchmark> All { get; } = [new FrontierBenchmark(), new ContrastBenchmark(), new StepsBenchmark(), new TopKStepsBenchmark(), new EncodeBenchmark(), new ClassicalBenchmark(), new ScalingBenchmark(), new ShardsBenchmark(), new ExchangeBenchmark(), new QualityBenchmark()];

    /// <summary>The root of the command line.</summary>
    public RootCommand Root
    {
        get
        {
            var root = new RootCommand("Benchmarks. Results go to bench/results/PROCESSOR/, the tables of docs/ are made from them.");
            foreach (var benchmark in All) root.Add(Of(benchmark));
            root.Add(Smoke());
            root.Add(Docs());
            return root;
        }
    }

    private Command Of(IBenchmark benchmark)
    {
        var command = new Command(benchmark.Name, benchmark.Summary) { _images, _tables, _peers, _threads, _atMost, _results };
        command.SetAction(parse =>
        {
            var results = new ResultsFile(Path.Combine(parse.GetValue(_results)!, Machine.This.Folder, benchmark.Name + ".json"));
            benchmark.Run(new BenchmarkRun
            {
                Smoke = false,
                Images = parse.GetValue(_images)!,
                TestImages = Repository.Images,
                Tables = parse.GetValue(_tables)!,
                Peers = parse.GetValue(_peers)!,
                Threads = parse.GetValue(_threads),
                AtMost = parse.GetValue(_atMost),
                ResultsFolder = parse.GetValue(_results)!,
                Results = results,
                Out = Console.Out,
            });
        });
        return command;
    }

    private Command Smoke()
    {
        var command = new Command("smoke", "every benchmark once, small, and its tables; nothing is kept") { _tables };
        command.SetAction(parse =>
        {
            var folder = Directory.CreateTempSubdirectory("benchmarks-");
            foreach (var benchmark in All)
            {
                var results = new ResultsFile(Path.Combine(folder.FullName, benchmark.Name + ".json"));
                benchmark.Run(new BenchmarkRun
                {
                    Smoke = true,
                    Images = Repository.Images,
                    TestImages = Repository.Images,
                    Tables = parse.GetValue(_tables)!,
                    Peers = folder.FullName,
                    Threads = 0,
                    AtMost = int.MaxValue,
                    ResultsFolder = folder.FullName,
                    Results = results,
                    Out = Console.Out,
                });
                _ = benchmark.Pictures(new ResultsFile(results.Path));
            }
            folder.Delete(recursive: true);
        });
        return command;
    }

    private Command Docs()
    {
        var check = new Option<bool>("--check") { Description = "write nothing; exit code 1 if a page is not what the results say" };
        var command = new Command("docs", "make the tables and pictures of docs/ from the results") { check, _results };
        command.SetAction(parse =>
        {
            var stale = Pages.Make(parse.GetValue(_results)!, write: !parse.GetValue(check));
            foreach (var path in stale) Console.WriteLine(parse.GetValue(check) ? $"{path}: is not what the results say. Run the docs command of the benchmarks." : $"{path}: made");
            return parse.GetValue(check) && stale.Count > 0 ? 1 : 0;
        });
        return command;
    }
}
