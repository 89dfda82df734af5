using Sae.Tests;
using SparseAutoencoders.Dashboard.Parts;
using SparseAutoencoders.Dashboard.Showing;

namespace SparseAutoencoders.Dashboard.Tests.Showing;

/// <summary>What is found out and shown where most codes are 0.</summary>
public sealed class FewCodesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly IRows _rows = Models.Rows();
    private readonly SparseAutoencoder _model;
    private readonly Findings _findings;
    private readonly Matrix<float> _codes;

    public FewCodesTests()
    {
        _model = Models.TrainFewCodes(_rows);
        _findings = FindingsWork.Run(_model, _rows, _ => { }, CancellationToken.None);
        _codes = _model.Encode(_rows).ToMatrix<float>();
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Findings_are_what_plain_loops_over_the_codes_give()
    {
        foreach (var unit in _findings.Units)
        {
            var own = Enumerable.Range(0, _codes.Rows).Select(r => _codes[r, unit.Unit]).ToArray();
            var active = Enumerable.Range(0, own.Length).Where(r => own[r] > 0).ToArray();
            Assert.Equal((double)active.Length / own.Length, unit.Density);
            Assert.Equal(active.Length == 0, unit.Dead);
            Assert.Equal((own.Min(), own.Max()), ((float)unit.Least, (float)unit.Most));
            Assert.Equal(own.Average(h => (double)h), unit.MeanActivation, 1e-6);
            Assert.Equal(active.OrderByDescending(r => own[r]).ThenBy(r => r).Take(Findings.Strongest).Select(r => new RowActivation(r, own[r])), unit.Top);
            Assert.Equal(active.Length, unit.Histogram.Sum());
            var bins = active.CountBy(r => (int)Math.Ceiling(own[r] / unit.Reach * Findings.Bins) - 1).ToDictionary();
            Assert.Equal(Enumerable.Range(0, Findings.Bins).Select(bin => (long)bins.GetValueOrDefault(bin)), unit.Histogram);
            Assert.True(active.Length == 0 || (unit.Most <= unit.Reach && unit.Most > unit.Reach / 2));
            Assert.Equal(active.Length == 0 ? 0 : Findings.Quantiles.Count, unit.Spread.Count);
            Assert.All(unit.Spread, row => Assert.True(row.Activation > 0 && row.Activation == own[row.Row]));
            Assert.Equal(unit.Spread.OrderBy(row => row.Activation).Select(row => row.Row), unit.Spread.Select(row => row.Row));
        }
        Assert.Contains(_findings.Units, unit => unit.Dead);
        Assert.Equal(_findings.Evaluation.DeadUnits, _findings.Units.Count(unit => unit.Dead));
        Assert.Equal(_findings.Evaluation.DecoderSimilarity, _findings.Units.Average(unit => unit.Similarity), 1e-12);
        Assert.Equal(_findings.Evaluation.Densities, _findings.Units.Select(unit => unit.Density));
    }

    [Fact]
    public void A_file_of_findings_gives_them_back()
    {
        FindingsFile.Write(_folder["f.pages"], _findings, "model rows");
        var read = FindingsFile.Read(_folder["f.pages"], "model rows", _model.Options.Sparsity, 40, 6, 90)!;
        Assert.Equivalent(_findings.Units, read.Units, strict: true);
        var (before, after) = (_findings.Evaluation, read.Evaluation);
        Assert.Equal(before.Metrics.Select(metric => (metric.Key, metric.Read(before))), after.Metrics.Select(metric => (metric.Key, metric.Read(after))));
        Assert.Equal(before.Densities, after.Densities);
        Assert.Equal(before.DecoderSimilarities, after.DecoderSimilarities);
        Assert.Equal((before.Shrinkage, before.LifetimeSparseness, before.PopulationSparseness, before.Penalty), (after.Shrinkage, after.LifetimeSparseness, after.PopulationSparseness, after.Penalty));
        Assert.Equal(_findings.OfModel, read.OfModel);
        // Of the other family it is as good as none.
        Assert.Null(FindingsFile.Read(_folder["f.pages"], "model rows", new KlOptions(), 40, 6, 90));
    }

    // Codes are only ever asked for without their zeros: of 16,384 units and a million rows there is no room for the others.
    [Fact]
    public void Codes_are_read_without_their_zeros_also_where_units_and_rows_are_many()
    {
        const int units = 16_384, rows = 50_000;
        var found = FewCodesWork.Run(new FewNumbers(rows, units), _ => { }, TestContext.Current.CancellationToken);
        Assert.Equal(units, found.Count);
        var evaluation = _findings.Evaluation with { MeanActivations = new double[units], DecoderSimilarities = new double[units] };
        var (often, never) = (found[7].ToFindings(7, rows, evaluation), found[9].ToFindings(9, rows, evaluation));
        Assert.Equal((1.0, 1.0, 8.0), (often.Density, often.Least, often.Most));
        // As many rows with each of 1 to 8: the middle of them is 4 or 5, and what is kept of them is spread over all rows, whatever their order.
        Assert.InRange(often.Spread[2].Activation, 4, 5);
        Assert.Contains(often.Spread, row => row.Row > rows / 2);
        Assert.Equal(Enumerable.Repeat(8f, Findings.Strongest), often.Top.Select(row => row.Activation));
        Assert.Equal(Enumerable.Range(0, Findings.Strongest).Select(i => 8 * i + 7), often.Top.Select(row => row.Row));
        Assert.Equal((true, 0, 0), (never.Dead, never.Top.Count, never.Spread.Count));
    }

    [Fact]
    public void Bins_do_not_depend_on_the_order_of_rows()
    {
        float[] codes = [0.001f, 3, 0.5f, 100, 0.02f, 7, 64, 65];
        var (up, down) = (new FewCodesWork.Gathering(), new FewCodesWork.Gathering());
        foreach (var code in codes.Order()) up.Add(0, code);
        foreach (var code in codes.OrderDescending()) down.Add(0, code);
        var evaluation = _findings.Evaluation;
        Assert.Equal(up.ToFindings(0, 8, evaluation).Histogram, down.ToFindings(0, 8, evaluation).Histogram);
        Assert.Equal((128.0, 8), (up.ToFindings(0, 8, evaluation).Reach, up.ToFindings(0, 8, evaluation).Histogram.Sum()));
    }

    [Fact]
    public void A_units_words_say_how_many_zeros_there_are_and_nothing_of_0_and_1()
    {
        var unit = _findings.Units[0] with { Density = 0.031, Most = 1.25, Spread = [.. Findings.Quantiles.Select(q => new RowActivation(0, (float)q))] };
        Assert.Equal("It is 0 on 96.9 % of the rows, which are left out here. Where it is active, about half of its activations are above 0.5, and the largest is 1.25.", unit.Verdict);
        Assert.StartsWith("It is active on every row. Where", (unit with { Density = 1 }).Verdict, StringComparison.Ordinal);
        Assert.Equal("It is active on no row.", (unit with { Density = 0, Most = 0 }).Verdict);
    }

    [Theory]
    [InlineData("density")]
    [InlineData("most")]
    [InlineData("alike")]
    public void Units_are_put_in_order_by_what_is_told_of_them(string key)
    {
        var measures = UnitMeasure.Of(_model.Options.Sparsity);
        Assert.Equal(["number", "density", "most", "alike", "norm", "similarity"], measures.Select(measure => measure.Key));
        var query = UnitQuery.Parse(key, "down", null, null, null, null, null, 40, measures);
        var chosen = query.Apply(new ShownModel(_model, "a"), _findings).Units;
        Func<UnitFindings, double> read = key switch { "density" => unit => unit.Density, "most" => unit => unit.Most, _ => unit => unit.Similarity };
        Assert.Equal(_findings.Units.OrderByDescending(read).ThenBy(unit => unit.Unit).Select(unit => (unit.Unit, (double?)read(unit))), chosen);
    }

    [Fact]
    public void A_rows_code_is_its_active_units_and_can_be_set()
    {
        var row = Enumerable.Range(0, 90).First(r => Enumerable.Range(0, 40).Count(l => _codes[r, l] > 0) > 1);
        var numbers = new double[6];
        _rows.Read<double>(row, numbers);
        var study = new RowStudy(new ShownModel(_model, "a"), numbers);
        Assert.Equal(Enumerable.Range(0, 40).Where(l => _codes[row, l] > 0).OrderByDescending(l => _codes[row, l]), study.Strongest);
        Assert.Equal(study.Strongest.Count, study.Active);
        Assert.Equal(study.Strongest.Order(), study.Shares(24, []).Select(share => share.Unit).Order());
        Assert.Equal(2 * study.Learned.Max(), study.Most);
        var (on, off) = (study.Strongest[0], Enumerable.Range(0, 40).First(l => study.Learned[l] == 0));
        Assert.Equal((study.Learned[on], study.Learned.Max()), (study.On(on), study.On(off)));
        study.Set(off, study.On(off));
        study.Set(on, 0);
        Assert.Equal(study.Strongest.Count, study.Active);
    }

    [Fact]
    public void Cards_show_every_figure_once_by_its_key()
    {
        var cards = SparsityWords.Cards(_findings.Evaluation with { L0 = 3.25, L0Min = 1, L0Max = 7 });
        Assert.Equal("explained variance", cards[0].Name);
        Assert.Equal(["l0 asked", "l0", "density max", "dead units", "loss reconstruction", "decoder similarity", "shrinkage"], cards.Skip(1).Select(card => card.Name));
        Assert.Equal(("3.25", "units active on a row, mean over rows; min 1; max 7"), (cards[2].Value, cards[2].Help));
        Assert.Contains("loss sparsity", SparsityWords.Cards(_findings.Evaluation with { LossSparsity = 0.5 }).Select(card => card.Name));
    }

    /// <summary>Rows of which one number of many is not 0, and which cannot be read with their zeros.</summary>
    private sealed class FewNumbers(int rows, int width) : ISparseRows
    {
        public string Name => "few";

        public int Count => rows;

        public int Width => width;

        public string NumberType => "float32";

        public ImageShape? Image => null;

        public IReadOnlyList<string>? Columns => null;

        public void Read<T>(int first, Span<T> destination) where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T> => throw new NotSupportedException();

        public void ReadSparse<T>(int first, int count, SparseCodes<T> destination) where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
        {
            destination.Begin(count, width);
            for (var r = first; r < first + count; r++) destination.AddRow<float>([7], [r % 8 + 1]);
            destination.Complete();
        }

        public void Dispose() { }
    }
}
