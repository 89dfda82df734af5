namespace SparseAutoencoders.Dashboard.Tests.Showing;

/// <summary>Small rows, and models learned from them.</summary>
internal static class Models
{
    public static IRows Rows(int count = 90, int inputs = 6, int seed = 5)
    {
        var random = new RandomNumbers((ulong)seed, 1);
        var rows = new Matrix<double>(count, inputs);
        for (var r = 0; r < count; r++)
        {
            var (a, b) = (random.NextDouble(), random.NextDouble());
            for (var j = 0; j < inputs; j++) rows[r, j] = 0.1 + 0.4 * a * (j % 2) + 0.4 * b * (j % 3 / 2.0) + 0.05 * random.NextDouble();
        }
        return SparseAutoencoders.Rows.From(rows);
    }

    /// <summary>What texts are about, by their label.</summary>
    public static IReadOnlyList<(string Label, string[] Words)> Themes { get; } =
    [
        ("sea", ["ship", "harbour", "wave", "sailor"]), ("kitchen", ["knife", "stove", "recipe", "flour"]), ("<music>", ["violin", "chord", "drum", "melody"]), ("שפה", ["שלום", "עולם", "מילה", "ספר"]),
        ("war", ["army", "siege", "battle", "truce"]), ("money", ["coin", "loan", "profit", "bank"]), ("body", ["lung", "bone", "skin", "nerve"]), ("sky", ["star", "comet", "orbit", "moon"]),
        ("law", ["court", "judge", "verdict", "crime"]), ("bird", ["wing", "feather", "nest", "beak"]), ("中文", ["北京", "上海", "音楽", "言葉"]), ("tool", ["hammer", "saw", "chisel", "well-worn"]),
    ];

    /// <summary>Rows of some themes, each in a direction of its own, with a caption of three of the theme's words among others and the theme as label.</summary>
    public static IRows TextRows(int count = 480, int seed = 3)
    {
        var random = new RandomNumbers((ulong)seed, 1);
        var (rows, captions, labels) = (new Matrix<double>(count, Themes.Count), new string[count], new string[count]);
        for (var r = 0; r < count; r++)
        {
            var (theme, first) = (r % Themes.Count, r / Themes.Count);
            for (var j = 0; j < Themes.Count; j++) rows[r, j] = 0.05 * random.NextDouble() + (j == theme ? 0.5 + random.NextDouble() : 0);
            var words = Themes[theme].Words;
            captions[r] = $"text {r} of a {words[first % 4]}, the {words[(first + 1) % 4]} and {(r % 7 == 0 ? "some <b>thing</b>" : "the " + words[(first + 2) % 4])}";
            labels[r] = Themes[theme].Label;
        }
        return SparseAutoencoders.Rows.From(rows).WithCaptions(captions).WithLabels(labels);
    }

    /// <summary>A model of such rows: a unit for nearly every theme.</summary>
    public static SparseAutoencoder TrainThemes(IRows rows) =>
        SparseAutoencoder.Train(rows, TrainingOptions.For(new BatchTopKOptions { L0 = 1 }, 16) with { Optimizer = new AdamOptions { Epochs = 40, Batch = 60, LearningRate = 0.01 }, Seed = 2 });

    /// <summary>A model whose codes are mostly 0: 40 units for rows of two directions, so that some are never active.</summary>
    public static SparseAutoencoder TrainFewCodes(IRows rows, int units = 40) =>
        SparseAutoencoder.Train(rows, TrainingOptions.For(new BatchTopKOptions { L0 = 3, Aux = 0 }, units) with { Revive = false, Optimizer = new AdamOptions { Epochs = 4, Batch = 30 }, Seed = 2 });

    public static SparseAutoencoder Train(IRows rows, int units = 5) =>
        SparseAutoencoder.Train(rows, new TrainingOptions { HiddenUnits = units, Optimizer = new AdamOptions { Epochs = 4, Batch = 30 }, Seed = 2 });
}
