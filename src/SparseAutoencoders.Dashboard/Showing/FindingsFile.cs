using System.Text.Json;
using System.Text.Json.Serialization;

namespace SparseAutoencoders.Dashboard.Showing;

/// <summary>Findings kept beside the model, so that they are computed once: a safetensors file, marked with what they are about.</summary>
/// <remarks>It can be deleted at any time. A file that is damaged, or about another model or other rows, is as good as none.</remarks>
internal static class FindingsFile
{
    private const string Format = "sparse-autoencoders-pages/3";

    private const int None = -1;

    // A mechanism's own figure need not be finite.
    private static readonly JsonSerializerOptions Numbers = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>Where the findings about a model are.</summary>
    public static string PathFor(string model) => model + ".pages";

    /// <summary>Writes findings, whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="findings">What was found.</param>
    /// <param name="subject">What it is about: digests of model and rows.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, Findings findings, string subject)
    {
        var (units, evaluation) = (findings.Units, findings.Evaluation);
        long count = units.Count;
        var strongest = Math.Min(Findings.Strongest, findings.Scores.Count);
        SafetensorsContent[] tensors =
        [
            Of("mean", unit => [unit.MeanActivation], count),
            Of("density", unit => [unit.Density], count),
            SafetensorsContent.Of<double>("contrast", evaluation.Contrasts.ToArray()),
            SafetensorsContent.Of<double>("similarity", evaluation.DecoderSimilarities.ToArray()),
            Of("range", unit => [unit.Least, unit.Most, unit.Reach], count, 3),
            Of("selectivity", unit => [unit.Selectivity], count),
            Of("histogram", unit => unit.Histogram.Select(n => (double)n), count, Findings.Bins),
            Of("top", unit => Pairs(unit.Top, strongest), count, strongest, 2),
            Of("spread", unit => Pairs(unit.Spread, Findings.Quantiles.Count), count, Findings.Quantiles.Count, 2),
            SafetensorsContent.Of<double>("idle", evaluation.IdleUnits.SelectMany(idle => new double[] { idle.Unit, (int)idle.Cause, idle.TwinOf ?? -1 }).ToArray()),
            SafetensorsContent.Of<double>("scores", findings.Scores.SelectMany(row => new[] { row.Row, row.Score }).ToArray(), [findings.Scores.Count, 2]),
            SafetensorsContent.Of<double>("inputs", findings.Inputs.SelectMany(input => new[] { input.Mean, input.Deviation }).ToArray(), [findings.Inputs.Count, 2]),
            SafetensorsContent.Of<double>("activations", evaluation.ActivationHistogram.Select(n => (double)n).ToArray()),
        ];
        var figures = evaluation.Metrics.ToDictionary(metric => metric.Key, metric => metric.Read(evaluation));
        // Figures that a mechanism may leave out of what is shown of it.
        foreach (var (key, value) in (ReadOnlySpan<(string, double)>)[("penalty", evaluation.Penalty), ("lifetime_sparseness", evaluation.LifetimeSparseness), ("population_sparseness", evaluation.PopulationSparseness),
            ("l0_min", evaluation.L0Min), ("l0_max", evaluation.L0Max), ("rows_short", evaluation.RowsShort), ("loss_auxiliary", evaluation.LossAuxiliary), ("shrinkage", evaluation.Shrinkage)]) figures[key] = value;
        Dictionary<string, string> metadata = new() { ["format"] = Format, ["subject"] = subject, ["figures"] = JsonSerializer.Serialize(figures, Numbers), ["findings"] = JsonSerializer.Serialize(findings.OfModel) };
        WholeFile.Write(path, stream => SafetensorsFile.Write(stream, tensors, metadata));

        SafetensorsContent Of(string name, Func<UnitFindings, IEnumerable<double>> read, params long[] shape) =>
            SafetensorsContent.Of<double>(name, units.SelectMany(read).ToArray(), shape);

        // A unit that is active on few rows has fewer.
        static IEnumerable<double> Pairs(IReadOnlyList<RowActivation> rows, int each) =>
            rows.Concat(Enumerable.Repeat(new RowActivation(None, 0), each - rows.Count)).SelectMany(row => new[] { row.Row, (double)row.Activation });
    }

    /// <summary>Reads findings; null if there are none about this subject.</summary>
    /// <param name="path">The file.</param>
    /// <param name="subject">What they are to be about.</param>
    /// <param name="sparsity">The model's mechanism: it says which figures of its own there are.</param>
    /// <param name="units">Units of the model.</param>
    /// <param name="inputs">Inputs of the model.</param>
    /// <param name="rows">Rows they are about.</param>
    public static Findings? Read(string path, string subject, SparsityOptions sparsity, int units, int inputs, int rows)
    {
        if (!File.Exists(path)) return null;
        try
        {
            using var file = SafetensorsFile.Open(path);
            if (file.Metadata.GetValueOrDefault("format") != Format || file.Metadata.GetValueOrDefault("subject") != subject) return null;
            return Read(file, sparsity, units, inputs, rows);
        }
        catch (Exception failure) when (failure is InvalidDataException or IOException or UnauthorizedAccessException or ArgumentException or JsonException or KeyNotFoundException)
        {
            return null;
        }
    }

    private static Findings Read(SafetensorsFile file, SparsityOptions sparsity, int units, int inputs, int rows)
    {
        var figures = JsonSerializer.Deserialize<Dictionary<string, double>>(file.Metadata["figures"], Numbers) ?? throw new JsonException();
        var strongest = Math.Min(Findings.Strongest, rows);
        var mean = Tensor("mean", units);
        var density = Tensor("density", units);
        var contrasts = Tensor("contrast", units);
        var similarities = Tensor("similarity", sparsity.CodesAreSparse ? units : 0);
        var range = Tensor("range", units * 3);
        var selectivity = Tensor("selectivity", units);
        var histogram = Tensor("histogram", units * Findings.Bins);
        var top = Rows("top", strongest);
        var spread = Rows("spread", Findings.Quantiles.Count);
        var activations = Tensor("activations", (int)(file.Find("activations")?.Count ?? 0));
        var scores = Tensor("scores", rows * 2).Chunk(2).Select(pair => pair[0] >= 0 && pair[0] < rows ? new RowScore((int)pair[0], pair[1]) : throw new InvalidDataException("scores")).ToArray();
        var spreads = Tensor("inputs", inputs * 2).Chunk(2).Select(pair => new InputSpread(pair[0], pair[1])).ToArray();
        var idle = Tensor("idle", (int)(file.Find("idle")?.Count ?? 0));
        return new Findings
        {
            OfModel = JsonSerializer.Deserialize<string[]>(file.Metadata["findings"]) ?? throw new JsonException(),
            Evaluation = new Evaluation
            {
                Rows = rows,
                Inputs = inputs,
                HiddenUnits = units,
                Sparsity = sparsity,
                SparsityFigures = [.. sparsity.Figures.Select(figure => figures[figure.Key])],
                LossReconstruction = figures["loss_reconstruction"],
                LossSparsity = figures["loss_sparsity"],
                LossWeightDecay = figures["loss_weight_decay"],
                LossAuxiliary = figures["loss_auxiliary"],
                Penalty = figures["penalty"],
                MeanActivations = mean,
                L0 = figures["l0"],
                L0Min = (int)figures["l0_min"],
                L0Max = (int)figures["l0_max"],
                RowsShort = (int)figures["rows_short"],
                Densities = density,
                DecoderSimilarities = similarities,
                Shrinkage = figures["shrinkage"],
                Contrasts = contrasts,
                ExplainedVariance = figures["explained_variance"],
                DeadUnits = (int)figures["dead_units"],
                IdleUnits = [.. idle.Chunk(3).Select(unit => new IdleUnit((int)unit[0], (IdleCause)unit[1], unit[2] < 0 ? null : (int)unit[2]))],
                LifetimeSparseness = figures["lifetime_sparseness"],
                PopulationSparseness = figures["population_sparseness"],
                ActivationHistogram = [.. activations.Select(n => (long)n)],
                Seconds = figures["seconds"],
            },
            Scores = scores,
            Inputs = spreads,
            Units =
            [
                .. Enumerable.Range(0, units).Select(l => new UnitFindings
                {
                    Unit = l,
                    CodesAreSparse = sparsity.CodesAreSparse,
                    Density = density[l],
                    MeanActivation = mean[l],
                    Least = range[3 * l],
                    Most = range[3 * l + 1],
                    Reach = range[3 * l + 2],
                    Similarity = similarities.Length > 0 ? similarities[l] : double.NaN,
                    Selectivity = selectivity[l],
                    Histogram = [.. histogram.AsSpan(l * Findings.Bins, Findings.Bins).ToArray().Select(n => (long)n)],
                    Top = top[l],
                    Spread = spread[l],
                }),
            ],
        };

        double[] Tensor(string name, int count)
        {
            var numbers = new double[count];
            file.Read<double>(name, numbers);
            return numbers.All(double.IsFinite) ? numbers : throw new InvalidDataException(name);
        }

        RowActivation[][] Rows(string name, int each)
        {
            var numbers = Tensor(name, units * each * 2);
            var pairs = numbers.Chunk(2).Select(pair => (pair[0] >= 0 || (pair[0] == None && sparsity.CodesAreSparse)) && pair[0] < rows
                ? new RowActivation((int)pair[0], (float)pair[1])
                : throw new InvalidDataException(name));
            return [.. pairs.Chunk(each).Select(own => own.Where(row => row.Row != None).ToArray())];
        }
    }
}
