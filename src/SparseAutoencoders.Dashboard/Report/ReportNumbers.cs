using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using SparseAutoencoders.Dashboard.Parts;
using SparseAutoencoders.Dashboard.Showing;
using SparseAutoencoders.Plots;

namespace SparseAutoencoders.Dashboard.Report;

/// <summary>What the file's own script computes with: for each row that has a page its numbers, for each unit that can be set there what it adds.</summary>
/// <remarks>The output for other activations is low + gain · g(z + Σ (h − learned h) · added): z the decoder's sum for the code as learned. For a linear decoder g leaves
/// numbers as they are, and z and what is added are in the data's own units, whatever the scaling. Single precision, or double where rows lie so far from 0 that single would lose them, as bytes in base 64.</remarks>
internal sealed class ReportNumbers(ShownModel model, IReadOnlyList<InputSpread>? spreads)
{
    private const double MostSpreads = 64;          // a shift of more costs too many of single precision's bits
    private const int UnitsCompared = 256;          // their cosines take 0.2 MB; more units would take more than their pictures

    // A plus sign is a letter of base 64 and nothing else.
    private static readonly JsonSerializerOptions Format = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Lazy<double[]> _still = new(() => model.Model.Decode(Rows.From([new double[model.Units]])).ToMatrix<double>().All.ToArray());
    private readonly SortedDictionary<int, string> _added = [];
    private readonly SortedDictionary<int, object> _rows = [];

    private bool Wide { get; } = model.Model.Scaling is { } scaling && scaling.Shift.Zip(scaling.Scale).Any(input => Math.Abs(input.First) * input.Second > MostSpreads);

    private bool Sigmoid => model.Model.Options.Decoder == OutputFunction.Sigmoid;

    /// <summary>Takes up a row and the units that can be set on its page. False where that cannot be: a sigmoid decoder on rotated inputs.</summary>
    public bool Add(int row, RowStudy study, IReadOnlyList<UnitShare> shares)
    {
        if (Sigmoid && model.Model.Scaling?.Rotation is not null) return false;
        foreach (var l in shares.Select(share => share.Unit).Where(l => !_added.ContainsKey(l))) _added[l] = Packed(Sigmoid ? model.Decoder.Row(l) : Effect(l));
        var (low, high) = Drawn.Range([.. study.Input]);
        _rows[row] = new
        {
            x = Packed([.. study.Input]),
            z = Packed(Sigmoid ? Sums(study) : [.. study.Plain]),
            learned = shares.ToDictionary(share => share.Unit, share => share.Activation),
            active = study.Learned.Count(h => h > model.ActiveAbove),
            on = model.Model.Options.Sparsity.CodesAreSparse ? study.Most / 2 : (double?)null,
            grey = new[] { low, high },
            chart = RowCharts.Frame(Spread(study.Input), Spread(study.Plain)),
        };
        return true;
    }

    /// <summary>All of it, for a script element: numbers and letters of base 64 alone.</summary>
    public string ToJson() => JsonSerializer.Serialize(new
    {
        sigmoid = Sigmoid,
        wide = Wide,
        activeAbove = model.ActiveAbove,
        low = Sigmoid && model.Model.Scaling is { } shifted ? Packed([.. shifted.Shift]) : null,
        gain = Sigmoid && model.Model.Scaling is { } scaled ? Packed([.. scaled.Scale.Select(scale => 1 / scale)]) : null,
        image = model.Model.Image is { } image ? new[] { image.Width, image.Height } : null,
        mean = Table is { } means ? Packed([.. means.Select(input => input.Mean)]) : null,
        deviation = Table is { } deviations ? Packed([.. deviations.Select(input => input.Deviation)]) : null,
        added = _added,
        rows = _rows,
        cosines = model.Units <= UnitsCompared ? Bytes<short>([.. Enumerable.Range(0, model.Units).SelectMany(model.Similarities).Select(cosine => (short)Math.Round(cosine * short.MaxValue))]) : null,
    }, Format);

    // Of a table, whose rows are drawn in spreads.
    private IReadOnlyList<InputSpread>? Table => model.Model.Image is null ? spreads : null;

    private double[] Spread(IReadOnlyList<double> numbers) => Table is { } known ? [.. numbers.Select((number, j) => known[j].OnChart(number))] : [.. numbers];

    private double[] Effect(int l)
    {
        var code = new double[model.Units];
        code[l] = 1;
        var output = model.Model.Decode(Rows.From([code])).ToMatrix<double>().All;
        return [.. output.ToArray().Zip(_still.Value, (with, without) => with - without)];
    }

    private double[] Sums(RowStudy study)
    {
        var sums = model.Model.DecoderBiases.ToArray();
        for (var l = 0; l < model.Units; l++)
        {
            var weights = model.Decoder.Row(l);
            for (var j = 0; j < sums.Length; j++) sums[j] += study.Learned[l] * weights[j];
        }
        return sums;
    }

    private string Packed(ReadOnlySpan<double> numbers)
    {
        if (Wide) return Bytes(numbers);
        var singles = new float[numbers.Length];
        for (var i = 0; i < singles.Length; i++) singles[i] = (float)numbers[i];
        return Bytes<float>(singles);
    }

    private static string Bytes<T>(ReadOnlySpan<T> numbers) where T : unmanaged => Convert.ToBase64String(MemoryMarshal.AsBytes(numbers));
}
