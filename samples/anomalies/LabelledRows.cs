using SparseAutoencoders;
using SparseAutoencoders.Formats;

namespace Anomalies;

/// <summary>Rows to learn from, rows to judge, and which of these are anomalies. Labels are never learned from.</summary>
internal sealed record LabelledRows(Matrix<double> Training, Matrix<double> Judged, bool[] Anomalous)
{
    private static readonly Choices Choices = Choices.BuiltIn.WithMoreFormats();

    /// <summary>Humidity and temperature of so many readings of a sensor, one after the other; an anomaly where the last of them is one. All rows are learned from.</summary>
    public static LabelledRows OfSensors(string path, int window)
    {
        using var file = Choices.Open(path, new RowFileOptions { Columns = ["mote_id", "humidity", "temperature", "label"] });
        var readings = file.ToMatrix<double>();
        List<int> ends = [.. Enumerable.Range(0, readings.Rows).Where(last => last >= window - 1 && readings[last - window + 1, 0] == readings[last, 0])];
        var rows = new Matrix<double>(ends.Count, 2 * window);
        for (var r = 0; r < ends.Count; r++)
            for (var i = 0; i < window; i++) readings.Row(ends[r] - window + 1 + i)[1..3].CopyTo(rows.Row(r)[(2 * i)..]);
        return new LabelledRows(rows, rows, [.. ends.Select(last => readings[last, 3] == 1)]);
    }

    /// <summary>The shuttle's readings: every other normal row is learned from, the rest and all anomalies are judged. Rows of the class High are left out, as is usual.</summary>
    public static LabelledRows OfShuttle(string path)
    {
        using var file = Choices.Open(path, new RowFileOptions { Exclude = ["Class"] });
        var all = file.ToMatrix<double>();
        var classes = File.ReadLines(path).Skip(1).Select(line => line[(line.LastIndexOf(',') + 1)..]).ToArray();
        var normal = Enumerable.Range(0, all.Rows).Where(row => classes[row] == "Rad.Flow").ToList();
        var training = normal.Where((_, i) => i % 2 == 0).ToList();
        var judged = Enumerable.Range(0, all.Rows).Where(row => classes[row] != "High").Except(training).ToList();
        return new LabelledRows(Some(all, training), Some(all, judged), [.. judged.Select(row => classes[row] != "Rad.Flow")]);
    }

    /// <summary>Both parts with mean 0 and standard deviation 1 over the training rows.</summary>
    public LabelledRows Standardized()
    {
        var (training, judged) = (Some(Training, [.. Enumerable.Range(0, Training.Rows)]), Some(Judged, [.. Enumerable.Range(0, Judged.Rows)]));
        for (var j = 0; j < Training.Columns; j++)
        {
            var column = Enumerable.Range(0, Training.Rows).Select(r => Training[r, j]).ToArray();
            var (mean, deviation) = (column.Average(), Math.Sqrt(column.Select(x => x * x).Average() - Math.Pow(column.Average(), 2)));
            foreach (var part in (Matrix<double>[])[training, judged])
                for (var r = 0; r < part.Rows; r++) part[r, j] = (part[r, j] - mean) / deviation;
        }
        return this with { Training = training, Judged = judged };
    }

    /// <summary>Writes rows for the peers: a mark for those that are learned from, one for anomalies, and the numbers.</summary>
    public void Write(string path)
    {
        using var file = new StreamWriter(path);
        file.WriteLine($"training,anomalous,{string.Join(',', Enumerable.Range(0, Training.Columns).Select(j => $"x{j}"))}");
        foreach (var (part, isTraining) in new[] { (Training, 1), (Judged, 0) })
            for (var r = 0; r < part.Rows; r++)
                file.WriteLine(FormattableString.Invariant($"{isTraining},{(isTraining == 0 && Anomalous[r] ? 1 : 0)},") + string.Join(',', part.Row(r).ToArray().Select(x => x.ToString("R", System.Globalization.CultureInfo.InvariantCulture))));
    }

    private static Matrix<double> Some(Matrix<double> all, List<int> rows)
    {
        var some = new Matrix<double>(rows.Count, all.Columns);
        for (var r = 0; r < rows.Count; r++) all.Row(rows[r]).CopyTo(some.Row(r));
        return some;
    }
}
