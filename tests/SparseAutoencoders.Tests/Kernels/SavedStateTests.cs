namespace SparseAutoencoders.Tests.Kernels;

public sealed class SavedStateTests
{
    private const int Many = 2000;                               // numbers that go to the store

    private readonly float[] _weights = [.. Enumerable.Range(0, Many).Select(i => 0.5f * i)];
    private readonly double[] _sums = [.. Enumerable.Range(0, Many).Select(i => 1e-300 * i)];
    private int _step = 7;

    [Fact]
    public void Numbers_kept_outside_memory_come_back_each_of_its_own_kind()
    {
        using var spool = new Spool("a test");
        var state = new SavedState(store: spool);
        state.Take(KeepIn);
        var loaded = state.Loaded();
        Assert.Equal(sizeof(float) * Many + sizeof(double) * Many, spool.Length);

        foreach (var from in (SavedState[])[state, loaded])
        {
            var (weights, sums) = ((float[])_weights.Clone(), (double[])_sums.Clone());
            Array.Clear(_weights);
            Array.Clear(_sums);
            _step = 0;
            from.Restore(KeepIn);
            Assert.Equal(weights, _weights);
            Assert.Equal(sums, _sums);
            Assert.Equal(7, _step);
        }
    }

    [Fact]
    public void Numbers_of_another_size_or_kind_are_refused()
    {
        using var spool = new Spool("a test");
        var state = new SavedState(store: spool);
        state.Take(KeepIn);
        Assert.Throws<InvalidDataException>(() => state.Restore(other => other.Keep<float>("weights", new float[Many - 1])));
        Assert.Throws<InvalidDataException>(() => state.Restore(other => other.Keep<double>("weights", new double[Many])));
    }

    private void KeepIn(SavedState state)
    {
        state.Keep<float>("weights", _weights);
        state.Keep<double>("sums", _sums);
        state.Keep("step", ref _step, 0, 100);
    }
}
