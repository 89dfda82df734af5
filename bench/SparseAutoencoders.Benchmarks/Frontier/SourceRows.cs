using System.Globalization;

namespace SparseAutoencoders.Benchmarks.Frontier;

/// <summary>Opens the rows of a <see cref="Source"/>.</summary>
internal sealed class SourceRows(BenchmarkRun run) : IDisposable
{
    private const int TrainingImages = 10000, SmokeRows = 300;

    private readonly List<IRows> _open = [];
    private readonly Dictionary<Source, (IRows Training, IRows? Test)> _rows = [];

    /// <summary>Rows to train on, and others to judge on; null where the training run holds some out.</summary>
    public (IRows Training, IRows? Test) Of(Source source)
    {
        if (_rows.TryGetValue(source, out var rows)) return rows;
        return _rows[source] = source switch
        {
            Source.Images => (Few(Open(run.Images), TrainingImages), Few(Open(run.TestImages), TrainingImages)),
            Source.BreastCancer => (Table("breast_cancer.csv"), null),
            _ => (Table("wine_data.csv"), null),
        };
    }

    public void Dispose()
    {
        foreach (var rows in _open) rows.Dispose();
    }

    private IRows Open(string path)
    {
        _open.Add(Choices.BuiltIn.Open(path));
        return _open[^1];
    }

    private IRows Few(IRows rows, int count) => rows.Slice(0, Math.Min(run.Smoke ? SmokeRows : count, rows.Count));

    /// <summary>A table as scikit-learn ships it: a line of its own that says rows, inputs and classes; the class is each row's last number.</summary>
    private IRows Table(string name)
    {
        var path = Path.Combine(run.Tables, name);
        if (!File.Exists(path)) throw new FileNotFoundException($"{path}: not found. Install scikit-learn's tables (Debian: python3-sklearn), or give their folder with --tables.");
        return Rows.From([.. File.ReadLines(path).Skip(1).Select(line => line.Split(',')[..^1].Select(cell => double.Parse(cell, CultureInfo.InvariantCulture)).ToArray())]);
    }
}
