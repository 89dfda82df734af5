using SparseAutoencoders.Dashboard.Showing;

namespace SparseAutoencoders.Dashboard.Tests.Showing;

public sealed class RowStudyTests
{
    private readonly IRows _rows = Models.Rows();
    private readonly SparseAutoencoder _model;
    private readonly RowStudy _study;
    private readonly double[] _row = new double[6];

    public RowStudyTests()
    {
        _model = Models.Train(_rows);
        _rows.Read<double>(3, _row);
        _study = new RowStudy(new ShownModel(_model, "a"), _row);
    }

    [Fact]
    public void A_row_left_alone_is_the_models_reconstruction()
    {
        var output = _model.Reconstruct(_rows.Slice(3, 1)).ToMatrix<double>().All.ToArray();
        Assert.All(output.Zip(_study.Output), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
        Assert.False(_study.Changed);
    }

    [Fact]
    public void A_unit_set_is_decoded_and_reset_undoes_it()
    {
        var plain = _study.Output;
        _study.Set(2, 0.9);
        var code = _study.Learned.ToArray();
        code[2] = 0.9;
        Assert.Equal(_model.Decode(Rows.From([code])).ToMatrix<double>().All.ToArray(), _study.Output);
        Assert.True(_study.Changed && _study.IsChanged(2) && !_study.IsChanged(1));
        _study.Reset();
        Assert.Equal((plain, false), (_study.Output, _study.Changed));
    }

    [Theory]
    [InlineData(5, 1)]
    [InlineData(-1, 0)]
    [InlineData(double.NaN, 0)]
    public void Activations_stay_in_their_range(double asked, double set)
    {
        _study.Set(1, asked);
        Assert.Equal(set, _study.Codes[1]);
    }

    [Fact]
    public void Worth_is_what_the_error_grows_by_without_the_unit()
    {
        foreach (var share in _study.Shares(5, []))
        {
            _study.Set(share.Unit, 0);
            Assert.Equal(share.Worth, _study.Error - _study.PlainError, 1e-9);
            _study.Reset();
        }
    }

    [Fact]
    public void Units_that_are_asked_for_are_among_the_shares() =>
        Assert.Equal(3, _study.Shares(2, [_study.Shares(5, [])[4].Unit]).Count);

    [Fact]
    public void Score_is_the_models() =>
        Assert.Equal(_model.Score(_rows.Slice(3, 1)).ToMatrix<double>().All.ToArray(), _study.Score);
}
