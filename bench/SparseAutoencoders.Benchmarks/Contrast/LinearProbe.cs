using System.IO.Compression;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace SparseAutoencoders.Benchmarks.Contrast;

/// <summary>How well codes do as features where labels are few: a linear classifier on the codes of 1,000 rows, tried on all others.</summary>
/// <param name="labels">Labels of all rows, IDX and gzip'd.</param>
internal sealed class LinearProbe(string labels)
{
    private const int Labelled = 1000;

    private readonly byte[] _labels = Read(labels);

    /// <summary>Share of the other rows that it labels right.</summary>
    /// <param name="codes">Codes of all rows.</param>
    /// <param name="seed">Draws the labelled rows.</param>
    public double Accuracy(IRows codes, ulong seed)
    {
        var order = Enumerable.Range(0, codes.Count).ToArray();
        new Random((int)seed).Shuffle(order);
        var context = new MLContext(seed: 1);
        var shape = SchemaDefinition.Create(typeof(Row));
        shape[nameof(Row.Codes)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, codes.Width);
        IDataView View(IEnumerable<int> rows) => context.Data.LoadFromEnumerable(rows.Select(i => new Row { Label = _labels[i].ToString(System.Globalization.CultureInfo.InvariantCulture), Codes = Numbers(codes, i) }).ToList(), shape);
        var trained = context.Transforms.Conversion.MapValueToKey("Key", nameof(Row.Label))
            .Append(context.Transforms.NormalizeMeanVariance(nameof(Row.Codes)))
            .Append(context.MulticlassClassification.Trainers.LbfgsMaximumEntropy("Key", nameof(Row.Codes), l2Regularization: 1, l1Regularization: 0))
            .Fit(View(order[..Math.Min(Labelled, order.Length / 2)]));
        return context.MulticlassClassification.Evaluate(trained.Transform(View(order[Math.Min(Labelled, order.Length / 2)..])), "Key").MicroAccuracy;
    }

    private static float[] Numbers(IRows codes, int row)
    {
        var numbers = new float[codes.Width];
        codes.Read(row, numbers);
        return numbers;
    }

    private static byte[] Read(string path)
    {
        using var stream = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.ToArray()[8..];
    }

    private sealed class Row
    {
        public string Label { get; set; } = "";

        public float[] Codes { get; set; } = [];
    }
}
