using System.Globalization;
using SparseAutoencoders.Tests.Reference;
using SparseAutoencoders.Tests.Training;

namespace SparseAutoencoders.Tests.Meanings;

/// <summary>What units mean, against values of Golden/meanings.py and against what can be seen by eye.</summary>
public sealed class UnitMeaningsTests
{
    private const int RowCount = 120, Units = 3;

    private static readonly string[] Vocabulary = ["the", "a", "horse", "runs", "red", "apple", "is", "eaten", "of", "kings", "sea", "deep", "blue", "fish", "swims", "old", "tree", "grows"];

    // (active rows, mean, first word, its score and log-odds, label, threshold, precision, recall, F1, AUC, rank correlation) as the program prints them.
    private static readonly (int Active, double Mean, string? Word, double Score, double Odds, string Label, double Threshold, double Precision, double Recall, double F1, double Auc, double Correlation)[] Golden =
    [
        (45, 0.5277777777777778, "horse", 4.01969178277711, 0.8780593243125017, "x", 0.25, 0.6666666666666666, 0.4411764705882353, 0.5309734513274336, 0.5805995475113123, 0.35584992111930447),
        (32, 0.46484375, "runs", 3.1733966994349894, 0.7600410809090419, "y", 0.25, 0.34375, 1.0, 0.5116279069767442, 0.9099249374478732, 0.1288682543702398),
        (56, 0.4955357142857143, null, 0, 0, "x", 0.125, 0.6607142857142857, 0.5441176470588235, 0.596774193548387, 0.591487556561086, 0.30600629029997817),
    ];

    [Fact]
    public void Words_and_labels_are_those_of_an_independent_program()
    {
        var found = Describe(Enumerable.Range(0, RowCount).Select(Caption), Enumerable.Range(0, RowCount).Select(Label));

        for (var unit = 0; unit < Units; unit++)
        {
            var (golden, meaning) = (Golden[unit], found[unit]);
            Assert.Equal((unit, golden.Active, golden.Label), (meaning.Unit, meaning.ActiveRows, meaning.Label!.Label));
            Assert.Equal(golden.Active / (double)RowCount, meaning.ActiveShare);
            Close.To(golden.Mean, meaning.ActivationMean, 1e-12);
            Assert.Equal(golden.Word, meaning.Words.Count > 0 ? meaning.Words[0].Word : null);
            if (golden.Word is not null) Close.To(golden.Score, meaning.Words[0].Score, 1e-12);
            if (golden.Word is not null) Close.To(golden.Odds, meaning.Words[0].Weight, 1e-12);
            var label = meaning.Label;
            Close.To(golden.Threshold, label.Threshold, 1e-12);
            Close.To(golden.Precision, label.Precision, 1e-12);
            Close.To(golden.Recall, label.Recall, 1e-12);
            Close.To(golden.F1, label.F1, 1e-12);
            Close.To(golden.Auc, label.Auc, 1e-12);
            Assert.True(double.IsNaN(meaning.RankCorrelation));
        }
    }

    [Fact]
    public void Rank_correlations_with_numbers_are_those_of_an_independent_program()
    {
        var found = Describe(null, null, unit => Enumerable.Range(0, RowCount).Select(row => (row * 37 % 101 / 10.0 + 3 * Code(row, unit)).ToString(CultureInfo.InvariantCulture)));

        for (var unit = 0; unit < Units; unit++)
        {
            Close.To(Golden[unit].Correlation, found[unit].RankCorrelation, 1e-12);
            Assert.Null(found[unit].Label);
        }
    }

    [Fact]
    public void Strongest_rows_come_first_and_of_equal_ones_the_first()
    {
        var found = Describe(null, null);

        for (var unit = 0; unit < Units; unit++)
        {
            var wanted = Enumerable.Range(0, RowCount).Where(row => Code(row, unit) > 0).OrderByDescending(row => Code(row, unit)).ThenBy(row => row).Take(10);
            Assert.Equal(wanted, found[unit].Rows);
            Assert.Equal(Enumerable.Range(0, RowCount).Max(row => Code(row, unit)), found[unit].ActivationMax);
        }
    }

    [Fact]
    public void Shares_of_labels_are_among_the_active_rows_that_have_one()
    {
        var labels = Enumerable.Range(0, RowCount).Select(row => row % 4 == 0 ? "" : row % 4 == 1 ? "one" : "other").ToArray();
        var found = Describe(null, labels);

        for (var unit = 0; unit < Units; unit++)
        {
            var active = Enumerable.Range(0, RowCount).Where(row => Code(row, unit) > 0 && labels[row].Length > 0).ToList();
            foreach (var share in found[unit].Labels)
            {
                Close.To(active.Count(row => labels[row] == share.Label) / (double)active.Count, share.Share, 1e-12);
                Close.To(share.Label == "one" ? 1.0 / 3 : 2.0 / 3, share.ShareOfAll, 1e-12);
            }
            Assert.Equal(1, found[unit].Labels.Sum(share => share.Share), 1e-12);
        }
    }

    [Fact]
    public void A_unit_that_is_never_active_has_nothing_to_say()
    {
        var codes = new Matrix<float>(4, 2);
        codes[0, 0] = codes[1, 0] = 1;
        var silent = UnitMeanings.Of(Rows.From(codes), 0, RowTexts.Of(["a b", "a b", "c", "d"]), RowTexts.Of(["x", "x", "y", "y"]), new(), null, TestContext.Current.CancellationToken)[1];

        Assert.Equal((0, 0.0, 0.0, 0.0), (silent.ActiveRows, silent.ActiveShare, silent.ActivationMean, silent.ActivationMax));
        Assert.Empty(silent.Rows);
        Assert.Empty(silent.Words);
        Assert.Empty(silent.Labels);
        Assert.Null(silent.Label);
    }

    [Fact]
    public void A_label_told_without_a_fault_has_ones_everywhere()
    {
        var codes = new Matrix<float>(5, 1);
        codes[1, 0] = codes[3, 0] = 2;
        var label = UnitMeanings.Of(Rows.From(codes), 0, null, RowTexts.Of(["no", "yes", "no", "yes", "no"]), new(), null, TestContext.Current.CancellationToken)[0].Label;

        Assert.Equal(new LabelScore("yes", 2, 1, 1, 1, 1), label);
    }

    [Fact]
    public void Of_a_classical_model_a_unit_is_active_above_a_half_and_its_rows_are_still_ranked()
    {
        var codes = new Matrix<float>(3, 1);
        (codes[0, 0], codes[1, 0], codes[2, 0]) = (0.1f, 0.9f, 0.4f);
        var meaning = UnitMeanings.Of(Rows.From(codes), 0.5, null, RowTexts.Of(["a", "b", "b"]), new(), null, TestContext.Current.CancellationToken)[0];

        Assert.Equal(1, meaning.ActiveRows);
        Assert.Equal([1, 2, 0], meaning.Rows);
        Assert.Equal((1.0, 1.0, (double)0.4f), (meaning.Label!.F1, meaning.Label.Auc, meaning.Label.Threshold));
    }

    [Fact]
    public void Description_of_a_model_reads_its_rows_texts_and_stops_where_it_is_asked_to()
    {
        var (rows, texts) = (Samples.Rows(40, 4), Enumerable.Range(0, 40).Select(row => row % 2 == 0 ? "even" : "odd").ToArray());
        var model = rows.Learn(new() { HiddenUnits = 6, Sparsity = new TopKOptions { L0 = 2 }, Decoder = OutputFunction.Linear, Optimizer = new AdamOptions { Epochs = 1 } });
        var codes = model.Encode(rows);
        var (token, options) = (TestContext.Current.CancellationToken, new MeaningOptions { Rows = 3, Words = 1 });

        var found = model.DescribeUnits(rows.WithCaptions(texts).WithLabels(texts), options, token);
        Assert.Equal(6, found.Count);
        Assert.All(found, unit => Assert.True(unit.Rows.Count <= 3 && unit.Words.Count <= 1));
        Assert.Equal(UnitMeanings.Of(codes, 0, RowTexts.Of(texts), RowTexts.Of(texts), options, null, token).Select(unit => (unit.ActiveRows, unit.Label)), found.Select(unit => (unit.ActiveRows, unit.Label)));
        Assert.All(model.DescribeUnits(rows, cancellation: token), unit => Assert.True(unit.Words.Count == 0 && unit.Label is null));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.DescribeUnits(rows, new MeaningOptions { Rows = -1 }, token));
        Assert.ThrowsAny<OperationCanceledException>(() => model.DescribeUnits(rows, cancellation: new(canceled: true)));
        Assert.ThrowsAny<OperationCanceledException>(() => model.DescribeUnits(rows.WithCaptions(texts), cancellation: new(canceled: true)));
    }

    [Theory]
    [InlineData("The horse's MANE, well-known; 3.5 kg!", "the|horse's|mane|well-known|3|5|kg")]
    [InlineData("Ærø ÉCOLE naïve", "ærø|école|naïve")]
    [InlineData("猫が好き", "猫が|が好|好き")]
    [InlineData("a 猫 b", "a|猫|b")]
    [InlineData("'quoted' --dash-- ", "quoted|dash")]
    [InlineData("שלום עולם", "שלום|עולם")]
    [InlineData("", "")]
    public void Texts_are_split_into_words(string text, string words) => Assert.Equal(words, string.Join('|', WordSplitter.Of(text)));

    [Theory]
    [InlineData("no row has one", "", "", "")]
    [InlineData("all rows have the same one ('x')", "x", "x", "")]
    public void Labels_that_tell_nothing_apart_are_refused(string finding, params string[] labels)
    {
        var refusal = Assert.Throws<InvalidDataException>(() => RowLabels.Of(RowTexts.Of(labels), TestContext.Current.CancellationToken));
        Assert.Contains(finding, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void More_classes_than_can_be_told_apart_are_refused()
    {
        string[] labels = [.. Enumerable.Range(0, 1001).Select(label => $"class {label}")];
        Assert.Contains("1001 different ones", Assert.Throws<InvalidDataException>(() => RowLabels.Of(RowTexts.Of(labels), TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "0", "1", "10", "2")]                      // digits are classes, sorted as numbers
    [InlineData(false, "0.5", "1", "2")]
    [InlineData(true, "a", "1", "2")]
    public void Whole_numbers_of_few_values_are_classes(bool classes, params string[] labels)
    {
        var found = RowLabels.Of(RowTexts.Of(labels), TestContext.Current.CancellationToken);
        Assert.Equal(classes, found.Numbers is null);
        if (labels is ["0", ..]) Assert.Equal(["0", "1", "2", "10"], found.Names);
    }

    private static IReadOnlyList<UnitMeaning> Describe(IEnumerable<string>? captions, IEnumerable<string>? labels, Func<int, IEnumerable<string>>? ofUnit = null)
    {
        var codes = new Matrix<float>(RowCount, Units);
        for (var row = 0; row < RowCount; row++)
            for (var unit = 0; unit < Units; unit++) codes[row, unit] = Code(row, unit);
        var texts = captions is null ? null : RowTexts.Of([.. captions]);
        IReadOnlyList<UnitMeaning> Of(IEnumerable<string>? beside) => UnitMeanings.Of(Rows.From(codes), 0, texts, beside is null ? null : RowTexts.Of([.. beside]), new(), null, TestContext.Current.CancellationToken);
        return ofUnit is null ? Of(labels) : [.. Enumerable.Range(0, Units).Select(unit => Of(ofUnit(unit))[unit])];
    }

    private static float Code(int row, int unit) => (row * 7 + unit * 11 + row * row * 3) % 23 is > 15 and var k ? (k - 15) / 8f : 0;

    private static string Caption(int row)
    {
        var words = Enumerable.Range(1, 2 + row % 5).Select(i => Vocabulary[(row * i + i * i) % Vocabulary.Length]).ToList();
        var strongest = Enumerable.Range(0, Units).MaxBy(unit => Code(row, unit));
        if (Code(row, strongest) > 0) words.Add(Vocabulary[2 + strongest]);
        return string.Join(' ', words);
    }

    private static string Label(int row) => "xyz"[(row + (Code(row, 1) > 0 ? row / 3 : row * row)) % 3].ToString();
}
