namespace SparseAutoencoders.Tests.Model;

public sealed class ParametersTests
{
    [Theory, InlineData(true), InlineData(false)]
    public void Parts_cover_all_numbers_without_overlap(bool tied)
    {
        var parameters = new Parameters<float>(inputs: 7, hiddenUnits: 3, tied);
        parameters.EncoderWeights.All.Fill(1);
        if (!tied) parameters.DecoderWeights.All.Fill(2);
        parameters.EncoderBiases.Fill(3);
        parameters.DecoderBiases.Fill(4);
        Assert.Equal((21, tied ? 0 : 21, 3, 7), (Count(1), Count(2), Count(3), Count(4)));
        Assert.Equal(tied ? 31 : 52, parameters.All.Length);
        Assert.Equal(-1, parameters.Weights.IndexOfAnyExceptInRange(1, 2));
        Assert.Equal(tied, ReferenceEquals(parameters.EncoderWeights, parameters.DecoderWeights));

        int Count(float value)
        {
            var count = 0;
            foreach (var number in parameters.All) count += number == value ? 1 : 0;
            return count;
        }
    }

    [Fact]
    public void New_larger_than_an_array_is_refused_with_a_way_out()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => new Parameters<float>(40_000, 40_000, tied: true));
        Assert.Contains("Take fewer units", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void As_other_precision_rounds_each_number()
    {
        var parameters = Networks.Random(4, 3, tied: false, seed: 1).ToParameters<double>();
        parameters.All[5] = 1.0 / 3;
        Assert.Equal((float)(1.0 / 3), parameters.As<float>().All[5]);
        Assert.True(parameters.As<double>().All.SequenceEqual(parameters.All));
    }

    [Theory, InlineData(0.05), InlineData(0.5), InlineData(0.9)]
    public void Initialize_begins_with_bounded_weights_and_codes_near_rho(double rho)
    {
        var parameters = new Parameters<double>(inputs: 50, hiddenUnits: 40, tied: false);
        new KlOptions { Rho = rho }.Initialize(parameters, new RandomNumbers(1, 1));

        var bound = Math.Sqrt(6.0 / 91);
        Assert.Equal(-1, parameters.Weights.IndexOfAnyExceptInRange(-bound, bound));
        Assert.InRange(parameters.Weights.ToArray().Average(w => w * w) / (bound * bound / 3), 0.95, 1.05);   // as uniform numbers have
        Assert.InRange(parameters.Weights.ToArray().Average() / bound, -0.03, 0.03);
        foreach (var bias in parameters.EncoderBiases) Assert.Equal(rho, 1 / (1 + Math.Exp(-bias)), 1e-15);
        Assert.Equal(-1, parameters.DecoderBiases.IndexOfAnyExcept(0));
    }

    [Fact]
    public void Initialize_in_both_precisions_draws_the_same_numbers()
    {
        var (wide, narrow) = (new Parameters<double>(9, 4, tied: false), new Parameters<float>(9, 4, tied: false));
        new KlOptions().Initialize(wide, new RandomNumbers(5, 1));
        new KlOptions().Initialize(narrow, new RandomNumbers(5, 1));
        Assert.True(wide.As<float>().All.SequenceEqual(narrow.All));
    }
}
