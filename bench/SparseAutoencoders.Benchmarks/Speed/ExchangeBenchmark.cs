using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using SparseAutoencoders.Mpi;

namespace SparseAutoencoders.Benchmarks.Speed;

/// <summary>What it costs two machines to add up their gradients after a step: through shared memory, and over a network of 1 Gbit/s made of network namespaces.</summary>
internal sealed class ExchangeBenchmark : IBenchmark
{
    /// <summary>The word after which this program is one of the processes that mpirun starts.</summary>
    public const string Word = "exchange-rank";

    private const string Launcher = "/usr/bin/mpirun.openmpi", Name2 = "saeb", Net = "10.78.1";
    private const int Ranks = 2;
    private const double Gigabit = 125e6;                        // bytes a second, before anything is wrapped around them

    // Bytes of the gradient of 784–196, 784–1024 and 768–4096 in single precision.
    private static readonly int[] Sizes = [1_233_088, 6_429_760, 25_182_208];

    public string Name => "exchange";

    public string Summary => "adding up gradients between two processes: shared memory, and 1 Gbit/s";

    public void Run(BenchmarkRun run)
    {
        run.Results.Clear();
        if (!File.Exists(Launcher))
        {
            run.Out.WriteLine($"exchange: {Launcher} is not installed: left out");
            return;
        }
        Measure(run, "shared memory", null, []);
        if (run.Smoke) return;                                   // namespaces need root
        var script = Path.Combine(Repository.Path, "tests", "SparseAutoencoders.Mpi.Tests", "machines.sh");
        try
        {
            Tool.Run(script, "up", Name2, Net, "2");
            Tool.Run(script, "rate", Name2, "2", "1gbit");
            Environment.SetEnvironmentVariable("MACHINES", Name2);
            Measure(run, "1 Gbit/s", script, ["--mca", "plm_rsh_agent", script, "--mca", "btl", "tcp,self", "--host", $"{Net}.1,{Net}.2"]);
        }
        finally
        {
            Tool.Run(script, "down", Name2, "2");
        }
    }

    public string Table(string part, ResultsFile results)
    {
        var text = new StringBuilder();
        text.AppendLine("| between two processes | bytes of a gradient | exchange alone | with the sums | the bytes' own time |").AppendLine("|---|---|---|---|---|");
        foreach (var row in results.Rows<ExchangeRow>())
        {
            text.AppendLine(string.Create(CultureInfo.InvariantCulture,
                $"| {row.Network} | {row.Bytes / 1e6:F1} MB | {1e3 * row.Exchange:G3} ms | {1e3 * row.Sum:G3} ms | {(row.Least > 0 ? $"{1e3 * row.Least:G3} ms" : "")} |"));
        }
        return text.ToString();
    }

    /// <summary>One of the processes: measures, and the first prints a line for each size.</summary>
    public static int RunRank(IReadOnlyList<string> words)
    {
        Environment.SetEnvironmentVariable("TERM", null);        // mpirun gives a terminal to write to, on which .NET would leave signs of its own
        using var group = MpiGroup.Join();
        var rounds = int.Parse(words[0], CultureInfo.InvariantCulture);
        foreach (var bytes in words.Skip(1).Select(word => int.Parse(word, CultureInfo.InvariantCulture)))
        {
            float[] mine = new float[bytes / sizeof(float)], parts = new float[mine.Length];
            var times = Median.InTurn(rounds, () => Time(false), () => Time(true));
            if (group.Rank == 0) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{bytes} {times[0]:R} {times[1]:R}"));

            double Time(bool adds)
            {
                Array.Fill(mine, group.Rank + 1);
                group.Broadcast(new byte[1], 0);                 // begin together
                var begin = Stopwatch.GetTimestamp();
                group.AllToAll(MemoryMarshal.AsBytes(mine.AsSpan()), MemoryMarshal.AsBytes(parts.AsSpan()));
                var each = mine.Length / group.Count;
                if (adds) for (var step = 1; step < group.Count; step *= 2) for (var rank = 0; rank + step < group.Count; rank += 2 * step) Add(parts.AsSpan(rank * each, each), parts.AsSpan((rank + step) * each, each));
                group.AllGather(MemoryMarshal.AsBytes(parts.AsSpan(0, each)), MemoryMarshal.AsBytes(mine.AsSpan()));
                var seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
                var sum = adds ? group.Count * (group.Count + 1) / 2 : 1;
                if (mine.AsSpan().ContainsAnyExcept(sum)) throw new InvalidOperationException("The sums are wrong.");
                return seconds;
            }
        }
        return 0;
    }

    private static void Add(Span<float> sums, ReadOnlySpan<float> others)
    {
        var left = MemoryMarshal.Cast<float, Vector<float>>(sums);
        var right = MemoryMarshal.Cast<float, Vector<float>>(others);
        for (var i = 0; i < left.Length; i++) left[i] += right[i];
        for (var i = left.Length * Vector<float>.Count; i < sums.Length; i++) sums[i] += others[i];
    }

    private static void Measure(BenchmarkRun run, string network, string? script, string[] how)
    {
        string[] words =
        [
            "--allow-run-as-root", "--oversubscribe", "--mca", "mpi_yield_when_idle", "1", "-n", Ranks.ToString(CultureInfo.InvariantCulture), .. how,
            Path.Combine(AppContext.BaseDirectory, "SparseAutoencoders.Benchmarks"), Word, run.Smoke ? "1" : "21", .. run.Smoke ? ["4096"] : Sizes.Select(size => size.ToString(CultureInfo.InvariantCulture)),
        ];
        var lines = (script is null ? Tool.Run(Launcher, words) : Tool.Run(script, ["on", Name2, "0", Launcher, .. words])).Output;
        foreach (var line in lines.Where(line => line.Length > 0))
        {
            var numbers = line.Split(' ').Select(word => double.Parse(word, CultureInfo.InvariantCulture)).ToArray();
            // Each sends half of its bytes, and then half of the sums.
            run.Results.Add(new ExchangeRow(network, (int)numbers[0], numbers[1], numbers[2], script is null ? 0 : numbers[0] / Gigabit));
            run.Out.WriteLine($"exchange, {network}: {line}");
        }
    }

    private sealed record ExchangeRow(string Network, int Bytes, double Exchange, double Sum, double Least);
}
