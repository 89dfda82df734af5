using System.Numerics;
using SparseAutoencoders.Tests.Data;
using SparseAutoencoders.Tests.Training;

namespace SparseAutoencoders.Tests;

public sealed class PreparationTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, Imputation, double, int, bool, Precision> Runs() => [..
        from scaling in Choices.BuiltIn.Scalings
        from impute in Enum.GetValues<Imputation>()
        from validation in (double[])[0, 0.2]
        from kept in (int[])[1024, 0]
        from folder in (bool[])[false, true]
        from precision in Enum.GetValues<Precision>()
        select (scaling.Name, impute, validation, kept, folder, precision)];

    // To whiten takes the covariance of rows that are shifted by their mean, which a pass before that has found.
    [Theory, MemberData(nameof(Runs))]
    public void Before_the_first_step_every_row_is_read_at_most_twice_and_to_whiten_three_times(string scaling, Imputation impute, double validation, int kept, bool folder, Precision precision)
    {
        using var rows = new CountedRows(Samples.Rows(60, 5));
        using var stop = new CancellationTokenSource();
        var options = new TrainingOptions
        {
            HiddenUnits = 3,
            Decoder = OutputFunction.Linear,
            Scaling = Choices.BuiltIn.Scalings.Single(choice => choice.Name == scaling).Create(),
            Impute = impute,
            Validation = validation,
            KeptMegabytes = kept,
            Precision = precision,
            Optimizer = new AdamOptions { Epochs = 2, Batch = 16 },
        };
        using var work = new Workers(2);
        var prepared = precision == Precision.Single ? Count<float>() : Count<double>();
        var most = scaling == "zca" ? 3 : 2;
        Assert.All(rows.Times, times => Assert.InRange(times, 0, most));
        Assert.Equal(prepared * most, rows.Times.Sum());
        Assert.All(rows.Times, times => Assert.True(times == most || validation > 0));

        // Where rows are kept, the run reads none again before it is judged.
        using var run = folder ? RunFolder.Create(_folder["run"]) : null;
        rows.Forget();
        var atFirstWord = new Stop(stop);
        Assert.ThrowsAny<OperationCanceledException>(() => run is null ? SparseAutoencoder.Train(rows, options, atFirstWord, stop.Token) : SparseAutoencoder.Train(rows, options, run, atFirstWord, stop.Token));
        if (kept > 0) Assert.Equal(prepared * most, rows.Times.Sum());

        int Count<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
            Preparation<T>.Of(rows, options, digested: true, new ScalingWork(work, cancellation: TestContext.Current.CancellationToken)).Training.Count;
    }

    [Fact]
    public void Rows_and_digest_are_the_same_whether_rows_are_kept_or_not()
    {
        var options = new TrainingOptions { Scaling = new MinMaxScaling(), Validation = 0.1 };
        var work = new ScalingWork(Workers.Shared);
        var kept = Preparation<float>.Of(Samples.Rows(60, 5), options, digested: true, work);
        var read = Preparation<float>.Of(Samples.Rows(60, 5), options with { KeptMegabytes = 0 }, digested: true, work);
        Assert.True(kept.Rows.AreKept && !read.Rows.AreKept);
        Assert.Equal(kept.Digest, read.Digest);
        Assert.Equal(64, kept.Digest.Length);
        Assert.Equal(kept.Sample.All, read.Sample.All);
        Assert.Equal("", Preparation<float>.Of(Samples.Rows(60, 5), options, digested: false, work).Digest);
    }

    private sealed class Stop(CancellationTokenSource stop) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.Notice is null && value.Preparing is null) stop.Cancel();
        }
    }

    /// <summary>Says how often each row was read.</summary>
    private sealed class CountedRows(IRows rows) : RowView(rows)
    {
        private readonly int[] _times = new int[rows.Count];

        public IReadOnlyList<int> Times => _times;

        public void Forget() => Array.Clear(_times);

        public override void Read<T>(int first, Span<T> destination)
        {
            for (var row = first; row < first + destination.Length / Width; row++) Interlocked.Increment(ref _times[row]);
            Source.Read(first, destination);
        }
    }
}
