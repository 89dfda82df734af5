using SparseAutoencoders.Tests.Data;

namespace SparseAutoencoders.Tests.Exchange;

public sealed class ContinueTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static Matrix<float> Made(int rows, int width, ulong seed, float longer = 1)
    {
        var random = new Random((int)seed);
        var matrix = new Matrix<float>(rows, width);
        for (var r = 0; r < rows; r++)
            for (var j = 0; j < width; j++) matrix[r, j] = longer * (float)(random.NextDouble() - 0.5 + (j == r % width ? 1 : 0));
        return matrix;
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static TrainingOptions Short(TrainingOptions options) => options with { Optimizer = ((AdamOptions)options.Optimizer) with { Epochs = 2, Batch = 32 } };

    public static TheoryData<SparsityOptions> Mechanisms => [new TopKOptions { L0 = 4 }, new BatchTopKOptions { L0 = 4 }, new JumpReluOptions { L0 = 4 }, new L1Options { L0 = 4 }, new GatedOptions { L0 = 4 }, new KlOptions()];

    // With a rate of next to nothing the model is what it was, also with more units, which a step hardly moves.
    [Theory, MemberData(nameof(Mechanisms))]
    public void A_model_is_gone_on_with_from_its_own_weights(SparsityOptions sparsity)
    {
        using var rows = Rows.From(Made(200, 8, 1));
        var options = TrainingOptions.For(sparsity, 16) with { Scaling = new StandardScaling(), Decoder = OutputFunction.Linear };
        var first = SparseAutoencoder.Train(rows, Short(options), cancellation: Cancel);
        var still = TrainingOptions.ToContinue(first);
        var second = first.Continue(rows, still with { Revive = false, WeightDecay = 0, Optimizer = new AdamOptions { LearningRate = 1e-9, Epochs = 1, Batch = 100 } }, cancellation: Cancel);
        var (before, after) = (first.EncoderWeights, second.EncoderWeights);
        for (var i = 0; i < before.All.Length; i++) Assert.Equal(before.All[i], after.All[i], 1e-6);
        Assert.Equal(first.Scaling!.Shift, second.Scaling!.Shift);
        Assert.Equal(first.Evaluate(rows, Cancel).ExplainedVariance, second.Evaluate(rows, Cancel).ExplainedVariance, 0.01);
        Assert.Null(second.Origin);
    }

    [Fact]
    public void A_model_becomes_wider_and_its_units_stay_the_first()
    {
        using var rows = Rows.From(Made(200, 8, 2));
        var first = SparseAutoencoder.Train(rows, Short(TrainingOptions.For(new BatchTopKOptions { L0 = 3 }, 16)), cancellation: Cancel);
        var wider = first.Continue(rows, TrainingOptions.ToContinue(first, 24) with { Revive = false, Optimizer = new AdamOptions { LearningRate = 1e-9, Epochs = 1, Batch = 100 } }, cancellation: Cancel);
        Assert.Equal(24, wider.HiddenUnits);
        for (var l = 0; l < 16; l++)
            for (var j = 0; j < 8; j++) Assert.Equal(first.DecoderWeights[l, j], wider.DecoderWeights[l, j], 1e-6);
        Assert.Contains("fewer than the 16", Assert.Throws<ArgumentException>(() => first.Continue(rows, TrainingOptions.ToContinue(first, 8), cancellation: Cancel)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("saelens-jumprelu")]
    [InlineData("saelens-standard-bf16")]
    [InlineData("saelens-gated")]
    [InlineData("dictionary-learning-batch-topk")]
    [InlineData("openai-topk")]
    [InlineData("saelens-average")]
    [InlineData("sparsify-topk")]
    public void A_model_of_another_tool_is_gone_on_with_and_gets_better(string name)
    {
        var model = SparseAutoencoder.Load(ForeignModelsTests.PathOf(name));
        using var rows = Rows.From(Made(400, 8, 3, longer: 2));
        var further = model.Continue(rows, TrainingOptions.ToContinue(model) with { Optimizer = new AdamOptions { LearningRate = 0.01, Epochs = 20, Batch = 50 } }, cancellation: Cancel);
        Assert.True(further.Evaluate(rows, Cancel).ExplainedVariance > Math.Max(0.3, model.Evaluate(rows, Cancel).ExplainedVariance), $"{further.Evaluate(rows, Cancel).ExplainedVariance}");
        var path = _folder["further.safetensors"];
        further.Save(path);
        Assert.True(further.Encode(rows).ToMatrix<float>().All.SequenceEqual(SparseAutoencoder.Load(path).Encode(rows).ToMatrix<float>().All));
    }

    [Theory]
    [InlineData("saelens-skip-transcoder", "skip")]
    [InlineData("saev-topk", "negative-codes")]
    public void What_cannot_be_trained_is_refused(string name, string word)
    {
        var model = SparseAutoencoder.Load(ForeignModelsTests.PathOf(name));
        using var rows = Rows.From(Made(50, 8, 3));
        using var targets = Rows.From(Made(50, Math.Max(1, model.Outputs), 4));
        Assert.StartsWith(word, Assert.Throws<ArgumentException>(() => model.Continue(model.IsTranscoder ? Rows.Paired(rows, targets) : rows, cancellation: Cancel)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_went_on_with_a_model_is_resumed_to_the_same_bits()
    {
        using var rows = Rows.From(Made(120, 8, 5));
        var first = SparseAutoencoder.Train(rows, Short(TrainingOptions.For(new BatchTopKOptions { L0 = 3 }, 16)), cancellation: Cancel);
        var options = Short(TrainingOptions.ToContinue(first, 20)) with { KeptMegabytes = 1024 };
        using var more = Rows.From(Made(150, 8, 6));
        var whole = first.Continue(more, options, cancellation: Cancel);
        using (var stop = new CancellationTokenSource())
        using (var run = RunFolder.Create(_folder["run"]))
            Assert.ThrowsAny<OperationCanceledException>(() => first.Continue(more, options, run, new Stop(stop), stop.Token));
        using var again = RunFolder.Open(_folder["run"]);
        var resumed = SparseAutoencoder.Resume(more, again, first, cancellation: Cancel);
        Assert.True(whole.EncoderWeights.All.SequenceEqual(resumed.EncoderWeights.All));
        Assert.True(whole.Parameter(L0Options.Thresholds).All.SequenceEqual(resumed.Parameter(L0Options.Thresholds).All));
    }

    private sealed class Stop(CancellationTokenSource source) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.Done >= 1) source.Cancel();
        }
    }

    [Fact]
    public void Rows_of_another_kind_are_told_and_the_own_are_not()
    {
        using var rows = Rows.From(Made(200, 8, 7));
        var model = SparseAutoencoder.Train(rows, TrainingOptions.For(new BatchTopKOptions { L0 = 3 }, 16) with { Optimizer = new AdamOptions { LearningRate = 0.003, Epochs = 30, Batch = 32 } }, cancellation: Cancel);
        Assert.Null(model.Doubts(rows, Cancel));
        using var others = Rows.From(Made(200, 8, 8));
        Assert.Null(model.Doubts(others, Cancel));
        using var longer = Rows.From(Made(200, 8, 8, longer: 10));
        Assert.Contains("times as long", model.Doubts(longer, Cancel)!, StringComparison.Ordinal);
        var foreign = SparseAutoencoder.Load(ForeignModelsTests.PathOf("saelens-topk"));
        Assert.Contains("made by SAELens for model_name gpt2-small", foreign.Doubts(rows, Cancel)!, StringComparison.Ordinal);
    }
}
